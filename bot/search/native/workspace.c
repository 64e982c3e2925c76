/* The workspace: memory that grows with the largest index and query. */

#include <stdlib.h>
#include <string.h>

#include "search.h"

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

bool prepare(const struct index *index, const struct query *query, struct workspace *work) {
    const int64_t terms = query->term_count, limit = query->limit;
    const int64_t candidates = limit > index->candidates ? limit : index->candidates;
    struct buffer *next = work->buffers;
#define ROOM(array, count)                                                                         \
    ((array = reserve(next++, (size_t)((count) + 1) * sizeof *array)) != NULL)
    return ROOM(work->output,
                (terms + 1) * (int64_t)sizeof(double) + limit * (int64_t)sizeof(struct hit)) &&
           ROOM(work->similarity, index->forms) && ROOM(work->touched, index->forms) &&
           ROOM(work->grams, query->letters) && ROOM(work->codes, query->letters) &&
           ROOM(work->ranked, index->forms) && ROOM(work->seekers, index->forms) &&
           ROOM(work->estimates, index->span) && ROOM(work->noted, index->span) &&
           ROOM(work->candidates, 2 * candidates) && ROOM(work->best, limit) &&
           ROOM(work->sought, index->forms + terms * (index->max_tied + 1)) &&
           ROOM(work->terms, terms) && ROOM(work->weights, terms) && ROOM(work->held, terms) &&
           ROOM(work->near, terms);
#undef ROOM
}

bool make_room_for_parts(const struct query *query, struct workspace *work, size_t size,
                         int64_t matches) {
    size += (size_t)query->term_count * sizeof(struct evidence);
    size += (size_t)matches * (sizeof(struct match) + sizeof(struct span));
    return (work->output = reserve(&work->buffers[0], size)) != NULL;
}
