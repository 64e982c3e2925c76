// The part of the search that is compiled. kernel.py loads it.
// A function that is not static can be called from there.

#include <stdint.h>

int64_t total(const int64_t *values, int64_t count) {
    int64_t sum = 0;
    for (int64_t i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum;
}
