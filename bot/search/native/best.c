/* The best of some: those with the highest ranks, of equal ones those with the lowest numbers. */

#include <stdlib.h>

#include "search.h"

static bool better(struct ranked a, struct ranked b) {
    return a.rank > b.rank || (a.rank == b.rank && a.number < b.number);
}

void select_best(struct ranked *some, int64_t count, int64_t wanted) {
    int64_t first = 0, last = count - 1;
    while (first < last) { /* quickselect */
        const struct ranked pivot = some[(first + last) / 2];
        int64_t low = first, high = last;
        while (low <= high) {
            while (better(some[low], pivot))
                low++;
            while (better(pivot, some[high]))
                high--;
            if (low <= high) {
                const struct ranked one = some[low];
                some[low++] = some[high];
                some[high--] = one;
            }
        }
        if (wanted - 1 <= high)
            last = high;
        else if (wanted - 1 >= low)
            first = low;
        else
            return;
    }
}

int64_t insert(struct ranked *best, int64_t count, int64_t capacity, struct ranked one) {
    if (count == capacity && !better(one, best[count - 1]))
        return count;
    int64_t at = count < capacity ? count++ : count - 1;
    for (; at && better(one, best[at - 1]); at--)
        best[at] = best[at - 1];
    best[at] = one;
    return count;
}

static int best_first(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    return better(*y, *x) - better(*x, *y);
}

void sort_ranked(struct ranked *some, int64_t count) {
    qsort(some, (size_t)count, sizeof *some, best_first);
}
