/* Candidates: the posts with the highest estimates (NumpyScorer._estimates, ._candidates). */

#include <math.h>

#include "search.h"

/* Add what posts have of the terms that are content words, or of the others; return how many posts
 * have an estimate then. */
static int64_t estimate(const struct index *index, const struct query *query,
                        const struct workspace *work, int64_t sought_count, int32_t everyday,
                        int64_t noted) {
    for (int64_t i = 0; i < sought_count; i++) {
        const struct sought *one = &work->sought[i];
        if (query->terms[one->term].everyday != everyday)
            continue;
        const struct weight weight = work->weights[one->term];
        const double letters = weight.letters * one->similarity;
        const int64_t end = index->list_offsets[one->form + 1];
        for (int64_t at = index->list_offsets[one->form]; at < end; at++) {
            const int32_t position = index->positions[at];
            const double word =
                one->own ? weight.word * term_score(index, index->tf[at], position) : 0;
            const double before = work->estimates[position];
            work->estimates[position] = before + word + letters;
            work->noted[noted] = position; /* the next one takes its place where it is known */
            noted += before == 0 && word + letters > 0;
        }
    }
    return noted;
}

static double in_steps(const struct index *index, double estimate) {
    return rint(estimate / index->estimate_step);
}

/* The post at a position: its rank is the most that itself or one neighbour gives, its score at
 * most what all give together. */
static struct ranked candidate(const struct index *index, const struct query *query,
                               const struct workspace *work, int32_t position) {
    double most = 0, all = 0;
    for (int64_t i = 0; i <= index->before + index->after; i++) {
        const double given =
            index->neighbour_weights[i] * work->estimates[position + i - index->before];
        most = larger(most, given);
        all += given;
    }
    const double number = bonus(index, query, position);
    return (struct ranked){in_steps(index, most + number), all + number, position};
}

int64_t find_candidates(const struct index *index, const struct query *query,
                        const struct workspace *work, int64_t sought_count) {
    const int64_t wanted = query->limit > index->candidates ? query->limit : index->candidates;
    int64_t noted = estimate(index, query, work, sought_count, 0, 0), count = 0;
    const double number_bonus = query->number ? index->number_bonus : 0;
    double left_out = 0; /* of the score, at most: the everyday words' part */
    if (noted < wanted)
        noted = estimate(index, query, work, sought_count, 1, noted);
    else
        for (int64_t i = 0; i < query->term_count; i++)
            if (query->terms[i].everyday)
                left_out += work->weights[i].word * (index->k1 + 1) + work->weights[i].letters;
    for (int64_t i = 0; i < noted; i++) {
        const double most = work->estimates[work->noted[i]] + number_bonus;
        if (count == wanted && in_steps(index, most) < work->candidates[0].rank)
            continue; /* neither it nor a post around it is good enough */
        for (int64_t step = -index->before; step <= index->after; step++) {
            const int32_t position = work->noted[i] - (int32_t)step;
            if (work->offered[position] || work->estimates[position] == 0)
                continue;
            work->offered[position] = 1;
            count = offer(work->candidates, count, wanted, candidate(index, query, work, position));
        }
    }
    for (int64_t i = 0; i < count; i++)
        work->candidates[i].bound += left_out;
    for (int64_t i = 0; i < noted; i++) {
        work->estimates[work->noted[i]] = 0;
        work->offered[work->noted[i]] = 0;
    }
    return count;
}
