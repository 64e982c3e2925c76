/* Candidates: the posts with the highest estimates (NumpyScorer._estimates, ._candidates). */

#include <math.h>

#include "search.h"

/* Add what posts have of the terms that are content words, or of the others; return how many posts
 * have an estimate then. */
static int64_t estimate(const struct index *index, const struct query *query,
                        const struct workspace *work, int64_t sought_count, bool everyday,
                        int64_t noted) {
    double *estimates = work->estimates;
    for (int64_t i = 0; i < sought_count; i++) {
        const struct sought one = work->sought[i];
        if (is_everyday(index, query, one.term) != everyday)
            continue;
        const double word = one.own ? work->weights[one.term].word : 0;
        const double letters = work->weights[one.term].letters * one.similarity;
        const int64_t end = index->list_offsets[one.form + 1];
        for (int64_t at = index->list_offsets[one.form]; at < end; at++) {
            const int32_t position = index->positions[at];
            const double before = estimates[position];
            const double more =
                letters + (one.own ? word * term_score(index, index->tf[at], position) : 0);
            estimates[position] = before + more;
            work->noted[noted] = position; /* the next one takes its place where it is known */
            noted += before == 0 && more > 0;
        }
    }
    return noted;
}

/* The estimate of the post at a position: the most that itself or one neighbour gives it. */
static double most_around(const struct index *index, const struct query *query,
                          const struct workspace *work, int32_t position) {
    const double *around = work->estimates + position - index->before;
    double most = 0;
    for (int64_t i = 0; i <= index->before + index->after; i++)
        most = larger(most, index->neighbour_weights[i] * around[i]);
    return most + bonus(index, query, position);
}

/* A candidate ranks at most by what itself and all its neighbours give it. */
static double bound_of(const struct index *index, const struct query *query,
                       const struct workspace *work, int32_t position) {
    const double *around = work->estimates + position - index->before;
    double all = bonus(index, query, position) + index->early_bonus;
    for (int64_t i = 0; i <= index->before + index->after; i++)
        all += index->neighbour_weights[i] * around[i];
    return all;
}

int64_t find_candidates(const struct index *index, const struct query *query,
                        const struct workspace *work, int64_t sought_count) {
    const int64_t wanted = query->limit > index->candidates ? query->limit : index->candidates;
    struct ranked *candidates = work->candidates;
    int64_t noted = estimate(index, query, work, sought_count, false, 0), count = 0;
    double left_out = 0; /* of the score, at most: the everyday words' part */
    if (noted < wanted)
        noted = estimate(index, query, work, sought_count, true, noted);
    else
        for (int64_t i = 0; i < query->term_count; i++)
            if (is_everyday(index, query, i))
                left_out += work->weights[i].word * (index->k1 + 1) + work->weights[i].letters;
    double least = 0; /* estimate, less what rounding may add */
    for (int64_t i = 0; i < noted; i++) {
        const int32_t position = work->noted[i];
        const double most = most_around(index, query, work, position);
        if (most < least)
            continue;
        candidates[count++] =
            (struct ranked){.rank = rint(most / index->estimate_step), .number = position};
        if (count == 2 * wanted) {
            select_best(candidates, count, wanted);
            count = wanted;
            least = (candidates[wanted - 1].rank - 1) * index->estimate_step;
        }
    }
    if (count > wanted) {
        select_best(candidates, count, wanted);
        count = wanted;
    }
    for (int64_t i = 0; i < count; i++)
        candidates[i].bound = left_out + bound_of(index, query, work, candidates[i].number);
    for (int64_t i = 0; i < noted; i++)
        work->estimates[work->noted[i]] = 0;
    return count;
}
