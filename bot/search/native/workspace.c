/* The workspace: memory that grows with the largest index and query. */

#include <stdlib.h>
#include <string.h>

#include "search.h"

enum { MATCHES = 16, SPANS };

struct workspace *new_workspace(void) { return calloc(1, sizeof(struct workspace)); }

/* Return a buffer's memory with room for some bytes; what is new of it is zero. */
static void *reserve(struct buffer *buffer, size_t size) {
    if (buffer->size < size) {
        char *start = realloc(buffer->start, 2 * size);
        if (!start)
            return NULL;
        memset(start + buffer->size, 0, 2 * size - buffer->size);
        *buffer = (struct buffer){start, 2 * size};
    }
    return buffer->start;
}

/* How many forms are looked for at most. */
static int64_t most_sought(const struct index *index, const struct query *query) {
    int64_t count = query->term_count * (index->max_tied + 1);
    for (int64_t i = 0; i < query->term_count; i++)
        count += query->terms[i].end - query->terms[i].first;
    return count;
}

bool prepare(const struct index *index, const struct query *query, struct workspace *work) {
    const int64_t terms = query->term_count, limit = query->limit;
    const int64_t candidates = limit > index->candidates ? limit : index->candidates;
    struct buffer *next = work->buffers;
#define ROOM(array, count)                                                                         \
    ((array = reserve(next++, (size_t)((count) + 1) * sizeof *array)) != NULL)
    return ROOM(work->similarity, index->forms) && ROOM(work->touched, index->forms) &&
           ROOM(work->ranked, index->forms + index->max_similar) &&
           ROOM(work->seekers, index->forms) && ROOM(work->estimates, index->span) &&
           ROOM(work->offered, index->span) && ROOM(work->noted, index->span) &&
           ROOM(work->candidates, candidates) && ROOM(work->best, limit) &&
           ROOM(work->sought, most_sought(index, query)) && ROOM(work->weights, terms) &&
           ROOM(work->held, terms) && ROOM(work->near, terms) &&
           ROOM(work->result.anywhere, terms) && ROOM(work->result.hits, limit) &&
           ROOM(work->result.evidence, limit * terms) && make_room_for_matches(work, 0);
#undef ROOM
}

bool make_room_for_matches(struct workspace *work, int64_t count) {
    struct result *result = &work->result;
    const size_t room = (size_t)count + 1;
    result->matches = reserve(&work->buffers[MATCHES], room * sizeof *result->matches);
    result->spans = reserve(&work->buffers[SPANS], room * sizeof *result->spans);
    return result->matches && result->spans;
}
