/* The ranking of posts for a query (NumpyScorer.rank). */

#include <math.h>

#include "search.h"

/* Write the forms to look for and the weights of the terms; return the number of forms. */
static int64_t expand(const struct index *index, const struct query *query,
                      const struct workspace *work) {
    int64_t count = 0;
    double words = 0, letters = 0;
    for (int64_t i = 0; i < query->term_count; i++) {
        const struct term *term = query->terms[i];
        const double idf = idf_of(index, query, i);
        struct sought *sought = work->sought + count;
        double mass, *anywhere = (double *)work->output + 1 + i;
        const int64_t found = find_similar(index, work, term, sought, &mass);
        *anywhere = 0;
        for (int64_t j = 0; j < found; j++) {
            sought[j].term = (int32_t)i;
            *anywhere = larger(*anywhere, sought[j].similarity);
        }
        work->weights[i] = (struct weight){idf, idf * mass};
        words += idf;
        letters += idf * mass;
        count += found;
    }
    for (int64_t i = 0; i < query->term_count; i++) {
        work->weights[i].word /= words;
        work->weights[i].letters *= letters > 0 ? index->letters / letters : 0;
    }
    return count;
}

/* Let forms be found by their numbers. */
static void link_seekers(const struct workspace *work, int64_t count) {
    for (int64_t i = count - 1; i >= 0; i--) {
        struct sought *one = &work->sought[i];
        one->next = work->seekers[one->form];
        work->seekers[one->form] = one;
    }
}

/* How similar a form is to its term; a form of the term itself is more similar than any other. */
static double rank_of(bool own, double similarity) { return own ? INFINITY : similarity; }

/* Write which tokens of a post to mark: for each term the most similar ones, if they are similar
 * enough or the best there are (_matches); each term has the same part of max_matches.  What the
 * post has is in `held`. */
static int64_t write_matches(const struct index *index, const struct query *query,
                             const struct workspace *work, int64_t position,
                             struct match *matches) {
    int64_t count = 0;
    double most = 0;
    for (int64_t i = 0; i < query->term_count; i++)
        most = larger(most, rank_of(work->held[i].word > 0, work->held[i].similarity));
    const double least = smaller(index->min_similarity, most);
    const int64_t part = index->max_matches / query->term_count + 1;
    for (int64_t at = index->token_offsets[position]; at < index->token_offsets[position + 1]; at++)
        for (const struct sought *one = work->seekers[index->tokens[at]]; one; one = one->next) {
            struct held *held = &work->held[one->term];
            const double rank = rank_of(one->own, one->similarity);
            if (rank >= rank_of(held->word > 0, held->similarity) && rank >= least &&
                held->matches++ < part)
                matches[count++] = (struct match){one->term, (int32_t)at, one->form, one->is_typo};
        }
    return count;
}

/* Write what a post has of each term, by `held`, and sum it up in a hit. */
static void describe(const struct index *index, const struct query *query,
                     const struct workspace *work, struct hit *hit, struct evidence *evidence) {
    for (int64_t i = 0; i < query->term_count; i++) {
        const struct term *term = query->terms[i];
        const struct held held = work->held[i];
        const struct weight weight = work->weights[i];
        const bool own = held.word > 0;
        evidence[i] = (struct evidence){own, held.similarity,
                                        weight.word * held.word + weight.letters * held.similarity};
        if (own || held.similarity >= index->min_similarity)
            hit->found += idf_of(index, query, i) * (own ? 1 : held.similarity);
        if (own || held.similarity >= index->one_edit)
            hit->telling = larger(hit->telling, term->information);
        else
            hit->missing += term->information;
    }
}

/* Write the hits and their parts; return the size of the output then, or -1 where memory is short.
 */
static int64_t write_hits(const struct index *index, const struct query *query,
                          struct workspace *work, int64_t count) {
    const size_t first = (size_t)(1 + query->term_count) * sizeof(double);
    size_t size = first + (size_t)count * sizeof(struct hit);
    *(int64_t *)work->output = count;
    for (int64_t i = 0; i < count; i++) {
        const struct ranked *post = &work->best[i];
        const int64_t most = hold(index, query, work, post->number);
        if (!make_room_for_parts(query, work, size, most))
            return -1;
        struct hit *hit = (struct hit *)(work->output + first) + i;
        struct match *matches = (struct match *)(work->output + size);
        *hit = (struct hit){.score = post->bound,
                            .position = post->number,
                            .has_number = (index->numbers[post->number] & query->number) != 0};
        const int64_t found = write_matches(index, query, work, post->number, matches);
        struct span *spans = (struct span *)(matches + found);
        struct evidence *evidence =
            (struct evidence *)(spans + mark(index, query, matches, found, spans));
        describe(index, query, work, hit, evidence);
        hit->matches = (int32_t)size;
        hit->spans = (int32_t)((char *)spans - work->output);
        hit->evidence = (int32_t)((char *)evidence - work->output);
        size = (size_t)((char *)(evidence + query->term_count) - work->output);
        hit->end = (int32_t)size;
    }
    return (int64_t)size;
}

int64_t rank_posts(const struct index *index, struct workspace *work, const int32_t *numbers,
                   const struct term *strange, int64_t term_count, int64_t followed, int64_t number,
                   int64_t limit) {
    struct query query = {NULL, term_count, 0, followed, number, limit};
    const struct term *next = strange;
    for (int64_t i = 0; i < term_count; i++)
        if (numbers[i] == index->forms && next++->letter_count > query.letters)
            query.letters = next[-1].letter_count;
    if (!prepare(index, &query, work))
        return -1;
    query.terms = work->terms;
    for (int64_t i = 0; i < term_count; i++)
        work->terms[i] = numbers[i] < index->forms ? &index->terms[numbers[i]] : strange++;
    const int64_t sought = expand(index, &query, work);
    link_seekers(work, sought);
    const int64_t candidates = find_candidates(index, &query, work, sought);
    const int64_t hits = score_candidates(index, &query, work, candidates);
    const int64_t size = write_hits(index, &query, work, hits);
    for (int64_t i = 0; i < sought; i++)
        work->seekers[work->sought[i].form] = NULL;
    return size;
}
