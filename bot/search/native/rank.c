/* The ranking of posts for a query (NumpyScorer.rank). */

#include <math.h>

#include "search.h"

/* Write the forms to look for and the weights of the terms; return the number of forms. */
static int64_t expand(const struct index *index, const struct query *query,
                      const struct workspace *work, double *anywhere) {
    const int32_t *grams = query->grams, *edits = query->edits;
    int64_t count = 0;
    double idf = 0, letters = 0;
    for (int64_t i = 0; i < query->term_count; i++) {
        const struct term *term = &query->terms[i];
        struct sought *sought = work->sought + count;
        double mass;
        const int64_t found = find_similar(index, work, term, grams, edits, sought, &mass);
        anywhere[i] = 0;
        for (int64_t j = 0; j < found; j++) {
            sought[j].term = (int32_t)i;
            anywhere[i] = fmax(anywhere[i], sought[j].similarity);
        }
        work->weights[i] = (struct weight){term->idf, term->idf * mass};
        idf += term->idf;
        letters += term->idf * mass;
        count += found;
        grams += term->known_grams;
        edits += term->edit_count;
    }
    for (int64_t i = 0; i < query->term_count; i++) {
        work->weights[i].word /= idf;
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
static double rank_of(const struct sought *one) { return one->own ? INFINITY : one->similarity; }

/* Add which tokens of a post to mark: for each term the most similar ones, if they are similar
 * enough or the best there are (_matches). */
static void add_matches(const struct index *index, const struct query *query,
                        const struct workspace *work, int64_t position, struct result *result) {
    const int64_t begin = index->token_offsets[position], end = index->token_offsets[position + 1];
    struct held *most = work->near;
    double best = 0;
    for (int64_t term = 0; term < query->term_count; term++)
        most[term].similarity = 0;
    for (int64_t at = begin; at < end; at++)
        for (const struct sought *one = work->seekers[index->tokens[at]]; one; one = one->next) {
            most[one->term].similarity = fmax(most[one->term].similarity, rank_of(one));
            best = fmax(best, rank_of(one));
        }
    const double least = fmin(index->min_similarity, best);
    for (int64_t at = begin; at < end; at++)
        for (const struct sought *one = work->seekers[index->tokens[at]]; one; one = one->next) {
            if (rank_of(one) < most[one->term].similarity || rank_of(one) < least)
                continue;
            if (result->match_count < result->match_capacity)
                result->matches[result->match_count] = (struct match){one->term, (int32_t)at};
            result->match_count++;
        }
}

/* Write what the post at a position has of each term; return the weights of those found. */
static double write_evidence(const struct index *index, const struct query *query,
                             const struct workspace *work, int64_t position,
                             struct evidence *evidence) {
    double found = 0;
    hold(index, query, work, position);
    for (int64_t term = 0; term < query->term_count; term++) {
        const struct held held = work->held[term];
        const struct weight weight = work->weights[term];
        evidence[term] = (struct evidence){
            held.word > 0,
            held.similarity,
            weight.word * held.word + weight.letters * held.similarity,
        };
        if (held.word > 0)
            found += query->terms[term].idf;
        else if (held.similarity >= index->min_similarity)
            found += query->terms[term].idf * held.similarity;
    }
    return found;
}

int64_t rank_posts(const struct index *index, const struct query *query,
                   const struct workspace *work, struct result *result) {
    const int64_t sought = expand(index, query, work, result->anywhere);
    link_seekers(work, sought);
    const int64_t candidates = find_candidates(index, query, work, sought);
    const int64_t hits = score_candidates(index, query, work, candidates);
    int64_t spans = 0;
    result->match_count = 0;
    for (int64_t i = 0; i < hits; i++) {
        const struct candidate one = work->best[i];
        const int64_t begin = result->match_count;
        const double found = write_evidence(index, query, work, one.position,
                                            result->evidence + i * query->term_count);
        add_matches(index, query, work, one.position, result);
        if (result->match_count <= result->match_capacity)
            spans += mark(index, query, result->matches + begin, result->match_count - begin,
                          result->spans + spans);
        result->hits[i] = (struct hit){one.score, found,        result->match_count,
                                       spans,     one.position, index->numbered[one.position]};
    }
    for (int64_t i = 0; i < sought; i++)
        work->seekers[work->sought[i].form] = 0;
    return hits;
}
