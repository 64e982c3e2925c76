/* Candidates: the posts with the highest estimates (NumpyScorer._estimates, ._candidates). */

#include <math.h>

#include "search.h"

/* Add an amount to the estimate of a post; return how many posts have one then. */
static int64_t add(const struct workspace *work, int64_t noted, int32_t position, double amount) {
    const double before = work->estimates[position];
    work->estimates[position] = before + amount;
    work->noted[noted] = position; /* the next one takes its place where it is known */
    return noted + (before == 0 && amount > 0);
}

/* Add what posts have of the terms that are content words, or of the others. */
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
            noted = add(work, noted, position, word + letters);
        }
    }
    return noted;
}

/* Whether one candidate is worse than another. */
static bool worse(struct candidate a, struct candidate b) {
    return a.rank < b.rank || (a.rank == b.rank && a.position > b.position);
}

/* Put a candidate on a heap with the worst on top; one too many pushes that out. */
static int64_t offer(struct candidate *heap, int64_t count, int64_t capacity,
                     struct candidate one) {
    if (count < capacity) {
        int64_t at = count;
        for (; at && worse(one, heap[(at - 1) / 2]); at = (at - 1) / 2)
            heap[at] = heap[(at - 1) / 2];
        heap[at] = one;
        return count + 1;
    }
    if (!worse(heap[0], one))
        return count;
    int64_t at = 0;
    for (int64_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && worse(heap[child + 1], heap[child]))
            child++;
        if (!worse(heap[child], one))
            break;
        heap[at] = heap[child];
    }
    heap[at] = one;
    return count;
}

static double in_steps(const struct index *index, double estimate) {
    return rint(estimate / index->estimate_step);
}

/* The post at a position: its rank is the most that itself or one neighbour gives, the score at
 * most what all give together. */
static struct candidate candidate(const struct index *index, const struct query *query,
                                  const struct workspace *work, int32_t position) {
    double most = 0, all = 0;
    for (int64_t i = 0; i <= index->before + index->after; i++) {
        const double given =
            index->neighbour_weights[i] * work->estimates[position + i - index->before];
        most = given > most ? given : most;
        all += given;
    }
    const double number = bonus(index, query, position);
    return (struct candidate){in_steps(index, most + number), all + number, position};
}

int64_t find_candidates(const struct index *index, const struct query *query,
                        const struct workspace *work, int64_t sought_count) {
    const int64_t wanted = larger(query->limit, index->candidates);
    int64_t noted = estimate(index, query, work, sought_count, 0, 0), count = 0;
    double left_out = 0; /* of the score, at most: the everyday words' part */
    if (noted < wanted)
        noted = estimate(index, query, work, sought_count, 1, noted);
    else
        for (int64_t term = 0; term < query->term_count; term++)
            if (query->terms[term].everyday)
                left_out +=
                    work->weights[term].word * (index->k1 + 1) + work->weights[term].letters;
    for (int64_t i = 0; i < noted; i++) {
        const double most = work->estimates[work->noted[i]] + query->number_bonus;
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
        work->candidates[i].score += left_out;
    for (int64_t i = 0; i < noted; i++) {
        work->estimates[work->noted[i]] = 0;
        work->offered[work->noted[i]] = 0;
    }
    return count;
}
