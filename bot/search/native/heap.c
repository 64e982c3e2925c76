/* A heap with the worst of the best on top. */

#include <stdlib.h>

#include "search.h"

static bool worse(struct ranked a, struct ranked b) {
    return a.rank < b.rank || (a.rank == b.rank && a.number > b.number);
}

int64_t offer(struct ranked *heap, int64_t count, int64_t capacity, struct ranked one) {
    int64_t at = 0;
    if (count < capacity) {
        for (at = count; at && worse(one, heap[(at - 1) / 2]); at = (at - 1) / 2)
            heap[at] = heap[(at - 1) / 2];
        heap[at] = one;
        return count + 1;
    }
    if (!worse(heap[0], one))
        return count;
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

static int best_first(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    return worse(*x, *y) - worse(*y, *x);
}

void sort_ranked(struct ranked *some, int64_t count) {
    qsort(some, (size_t)count, sizeof *some, best_first);
}
