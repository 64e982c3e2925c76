/* Inverted lists, by counting (Ragged.invert). */

#include "search.h"

int64_t invert(int64_t lists, int64_t keys, const int64_t *offsets, const int32_t *values,
               int64_t *starts, int64_t *ends, int32_t *inverted, int32_t *times) {
    for (int64_t at = 0; at < offsets[lists]; at++)
        starts[values[at] + 1]++;
    for (int64_t key = 0; key < keys; key++) {
        ends[key] = starts[key];
        starts[key + 1] += starts[key];
    }
    for (int64_t list = 0; list < lists; list++)
        for (int64_t at = offsets[list]; at < offsets[list + 1]; at++)
            inverted[ends[values[at]]++] = (int32_t)list;
    int64_t count = 0;
    for (int64_t key = 0; key < keys; key++) {
        int32_t last = -1;
        int64_t at = starts[key];
        starts[key] = count;
        for (; at < ends[key]; at++) {
            const bool is_again = inverted[at] == last; /* no branch, which is seldom foreseen */
            last = inverted[at];
            count -= is_again;
            times[count] = is_again * times[count] + 1;
            inverted[count++] = last;
        }
    }
    starts[keys] = count;
    return count;
}
