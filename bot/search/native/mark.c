/* Highlights: what to mark in a post (bot/search/highlight.py). */

#include <stdlib.h>

#include "search.h"

static int by_place(const void *a, const void *b) {
    const struct span *x = a, *y = b;
    return x->start != y->start ? (x->start > y->start) - (x->start < y->start)
                                : (x->end > y->end) - (x->end < y->end);
}

static bool is_rare(const struct index *index, const struct query *query, int64_t term) {
    return query->terms[term]->relative_frequency < index->max_marked;
}

int64_t mark(const struct index *index, const struct query *query, const struct match *matches,
             int64_t count, struct span *spans) {
    bool any_rare = false;
    for (int64_t i = 0; i < count; i++)
        any_rare |= is_rare(index, query, matches[i].term);
    int64_t chosen = 0, merged = 0;
    for (int64_t i = 0; i < count; i++)
        if (!any_rare || is_rare(index, query, matches[i].term))
            spans[chosen++] =
                (struct span){index->starts[matches[i].token], index->ends[matches[i].token]};
    qsort(spans, (size_t)chosen, sizeof *spans, by_place);
    for (int64_t i = 0; i < chosen; i++)
        if (merged && spans[i].start < spans[merged - 1].end)
            spans[merged - 1].end = (int32_t)larger(spans[merged - 1].end, spans[i].end);
        else
            spans[merged++] = spans[i];
    return merged;
}
