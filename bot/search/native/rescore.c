/* Scores: candidates with what they and the posts around have (NumpyScorer._score). */

#include <math.h>
#include <string.h>

#include "search.h"

static const double ROUNDING = 1e9; /* equal posts have equal ranks, however they were summed */

bool hold(const struct index *index, const struct query *query, const struct workspace *work,
          int64_t position) {
    struct held *held = work->held;
    bool any = false;
    memset(held, 0, (size_t)query->term_count * sizeof *held);
    for (int64_t at = index->token_offsets[position]; at < index->token_offsets[position + 1]; at++)
        for (const struct sought *one = work->seekers[index->tokens[at]]; one; one = one->next) {
            struct held *term = &held[one->term];
            term->word += one->own;
            if (one->similarity > term->similarity)
                term->similarity = one->similarity;
            any = true;
        }
    for (int64_t term = 0; any && term < query->term_count; term++)
        if (held[term].word > 0)
            held[term].word = term_score(index, held[term].word, position);
    return any;
}

static void lend(const struct query *query, const struct workspace *work, double weight) {
    for (int64_t term = 0; term < query->term_count; term++) {
        const struct held held = work->held[term];
        struct held *near = &work->near[term];
        near->word = fmax(near->word, weight * held.word);
        near->similarity = fmax(near->similarity, weight * held.similarity);
    }
}

/* Return the score of the post at a position; what it has itself is in `held` then. */
static double score(const struct index *index, const struct query *query,
                    const struct workspace *work, int64_t position) {
    memset(work->near, 0, (size_t)query->term_count * sizeof *work->near);
    for (int64_t i = 0; i <= index->before + index->after; i++)
        if (i != index->before && hold(index, query, work, position + i - index->before))
            lend(query, work, index->neighbour_weights[i]);
    hold(index, query, work, position);
    lend(query, work, index->neighbour_weights[index->before]);
    double sum = 0;
    for (int64_t term = 0; term < query->term_count; term++)
        sum += work->weights[term].word * work->near[term].word +
               work->weights[term].letters * work->near[term].similarity;
    return sum;
}

/* Whether the post scored last has enough of any term. */
static bool matches(const struct index *index, const struct query *query,
                    const struct workspace *work) {
    for (int64_t term = 0; term < query->term_count; term++)
        if (fmax(work->held[term].word, work->held[term].similarity) >= index->min_match)
            return true;
    return false;
}

/* Take the candidate with the highest bound; the last takes its place.  Few are taken before those
 * left are too low, so they are not sorted. */
static struct candidate take(struct candidate *some, int64_t count) {
    int64_t highest = 0;
    for (int64_t i = 1; i < count; i++)
        if (some[i].score > some[highest].score)
            highest = i;
    const struct candidate one = some[highest];
    some[highest] = some[count - 1];
    return one;
}

/* Put a post among the best, which are in order; one too many pushes the last out. */
static int64_t insert(struct candidate *best, int64_t count, int64_t limit, struct candidate one) {
    int64_t at = count < limit ? count : limit - 1;
    if (at < count && (one.rank < best[at].rank ||
                       (one.rank == best[at].rank && one.position > best[at].position)))
        return count;
    for (; at && (best[at - 1].rank < one.rank ||
                  (best[at - 1].rank == one.rank && best[at - 1].position > one.position));
         at--)
        best[at] = best[at - 1];
    best[at] = one;
    return count < limit ? count + 1 : count;
}

int64_t score_candidates(const struct index *index, const struct query *query,
                         const struct workspace *work, int64_t count) {
    int64_t found = 0;
    for (int64_t left = count; left > 0; left--) {
        struct candidate one = take(work->candidates, left);
        if (found == query->limit &&
            one.score * ROUNDING + 10 < work->best[found - 1].rank) /* bounds are rounded, too */
            break;
        one.score = score(index, query, work, one.position);
        one.rank = rint((one.score + bonus(index, query, one.position)) * ROUNDING);
        if (one.rank > 0 && matches(index, query, work))
            found = insert(work->best, found, query->limit, one);
    }
    return found;
}
