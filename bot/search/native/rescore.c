/* Scores: candidates with what they and the posts around have (NumpyScorer._score). */

#include <math.h>
#include <string.h>

#include "search.h"

static const double ROUNDING = 1e9; /* equal posts have equal ranks, however they were summed */

int64_t hold(const struct index *index, const struct query *query, const struct workspace *work,
             int64_t position) {
    struct held *held = work->held;
    int64_t count = 0;
    memset(held, 0, (size_t)query->term_count * sizeof *held);
    for (int64_t at = index->token_offsets[position]; at < index->token_offsets[position + 1]; at++)
        for (const struct sought *one = work->seekers[index->tokens[at]]; one; one = one->next) {
            struct held *term = &held[one->term];
            term->word += one->own; /* the frequency, at first */
            if (one->similarity > term->similarity)
                term->similarity = one->similarity;
            count++;
        }
    for (int64_t i = 0; count && i < query->term_count; i++)
        held[i].word = held[i].word > 0 ? term_score(index, held[i].word, position) : 0;
    return count;
}

/* Whether a post, by `held`, has enough of any term. */
static bool matches(const struct index *index, const struct query *query,
                    const struct workspace *work) {
    for (int64_t term = 0; term < query->term_count; term++)
        if (larger(work->held[term].word, work->held[term].similarity) >= index->min_match)
            return true;
    return false;
}

/* Return the share of a post that comes after the start of its first content word of the query. */
static double share_behind(const struct index *index, const struct query *query,
                           const struct workspace *work, int64_t position) {
    int32_t first = index->lengths[position];
    for (int64_t at = index->token_offsets[position]; at < index->token_offsets[position + 1]; at++)
        for (const struct sought *one = work->seekers[index->tokens[at]]; one; one = one->next)
            if ((one->own || one->similarity >= index->min_similarity) &&
                !is_everyday(index, query, one->term) && index->starts[at] < first)
                first = index->starts[at];
    return 1 - (double)first / index->lengths[position];
}

/* Return the score of the post at a position, or 0 where it does not match. */
static double score(const struct index *index, const struct query *query,
                    const struct workspace *work, int64_t position) {
    double sum = 0;
    memset(work->near, 0, (size_t)query->term_count * sizeof *work->near);
    for (int64_t i = 0; i <= index->before + index->after; i++) {
        const double weight = index->neighbour_weights[i];
        const int64_t count = hold(index, query, work, position + i - index->before);
        if (i == index->before && !matches(index, query, work))
            return 0;
        for (int64_t term = 0; count && term < query->term_count; term++) {
            const struct held held = work->held[term];
            struct held *near = &work->near[term];
            near->word = larger(near->word, weight * held.word);
            near->similarity = larger(near->similarity, weight * held.similarity);
        }
    }
    for (int64_t term = 0; term < query->term_count; term++)
        sum += work->weights[term].word * work->near[term].word +
               work->weights[term].letters * work->near[term].similarity;
    return sum;
}

int64_t score_candidates(const struct index *index, const struct query *query,
                         const struct workspace *work, int64_t count) {
    struct ranked *candidates = work->candidates, *best = work->best;
    int64_t found = 0;
    for (; count; count--) {
        struct ranked *next = candidates; /* of those left, the one with the highest bound */
        for (int64_t i = 1; i < count; i++)
            if (candidates[i].bound > next->bound)
                next = &candidates[i];
        struct ranked one = *next;
        *next = candidates[count - 1];
        if (found == query->limit && one.bound * ROUNDING + 10 < best[found - 1].rank)
            break; /* nor can the others be; bounds are rounded, too */
        one.bound = score(index, query, work, one.number);
        if (one.bound <= 0)
            continue;
        const double early = index->early_bonus * share_behind(index, query, work, one.number);
        one.rank = rint((one.bound + bonus(index, query, one.number) + early) * ROUNDING);
        if (one.rank > 0)
            found = insert(best, found, query->limit, one);
    }
    return found;
}
