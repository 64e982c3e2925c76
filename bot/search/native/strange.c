/* Strange words, which no post has: their grams, and the forms a typo or two away
 * (NgramIndex.known_grams and .typos_apart). */

#include <string.h>

#include "search.h"

enum { GRAM = 4 };

struct word {
    const uint32_t *letters;
    int64_t length;
};

/* The code of the gram that begins some letters, with 0 for those that it lacks. */
static uint64_t code_of(const struct index *index, const uint32_t *letters, int64_t left) {
    uint64_t gram[GRAM] = {0};
    for (int64_t i = 0; i < GRAM && i < left; i++)
        gram[i] = letters[i];
    return (gram[0] << 32 | gram[1]) * index->factor + (gram[2] << 32 | gram[3]);
}

/* Where a code is among those of the index's grams, or would be. */
static int32_t place_of(const struct index *index, uint64_t code) {
    int64_t first = 0, end = index->gram_count;
    while (first < end) {
        const int64_t middle = (first + end) / 2;
        if (index->gram_codes[middle] < code)
            first = middle + 1;
        else
            end = middle;
    }
    return (int32_t)first;
}

struct grams find_grams(const struct index *index, const struct workspace *work,
                        const struct term *term) {
    struct grams found = {work->grams, 0, 0};
    for (int64_t start = 0, end; start < term->letter_count; start = end + 1) {
        for (end = start; end < term->letter_count && term->letters[end];)
            end++;
        for (int64_t at = start; at == start || at + GRAM <= end; at++) {
            const uint64_t code = code_of(index, term->letters + at, end - at);
            int32_t same = 0;
            while (same < found.count && work->codes[same] != code)
                same++;
            if (same < found.count)
                continue;
            work->codes[found.count++] = code;
            const int32_t gram = place_of(index, code);
            if (gram < index->gram_count && index->gram_codes[gram] == code)
                work->grams[found.known++] = gram;
        }
    }
    return found;
}

/* Whether two words are alike but for one letter: another, missing, added or moved. */
static bool one_edit_apart(struct word a, struct word b) {
    while (a.length && b.length && *a.letters == *b.letters) {
        a = (struct word){a.letters + 1, a.length - 1};
        b = (struct word){b.letters + 1, b.length - 1};
    }
    while (a.length && b.length && a.letters[a.length - 1] == b.letters[b.length - 1])
        a.length--, b.length--;
    if (a.length != b.length || a.length < 2)
        return a.length < 2 && b.length < 2;
    const size_t others = (size_t)(a.length - 1) * sizeof *a.letters;
    return !memcmp(a.letters + 1, b.letters, others) || !memcmp(a.letters, b.letters + 1, others);
}

/* Whether two words are at an edit distance of so much or less (within in fuzzy.py). */
static bool within(struct word a, struct word b, int64_t edits) {
    if (a.length - b.length > edits || b.length - a.length > edits)
        return false;
    while (a.length && b.length && *a.letters == *b.letters) {
        a = (struct word){a.letters + 1, a.length - 1};
        b = (struct word){b.letters + 1, b.length - 1};
    }
    if (!a.length || !b.length || !edits)
        return a.length + b.length <= edits;
    const struct word rest_of_a = {a.letters + 1, a.length - 1};
    const struct word rest_of_b = {b.letters + 1, b.length - 1};
    return within(rest_of_a, rest_of_b, edits - 1) || within(rest_of_a, b, edits - 1) ||
           within(a, rest_of_b, edits - 1);
}

bool is_typo(const struct index *index, const struct term *term, int32_t form, int64_t edits) {
    const int64_t *ends = index->spelling_offsets + index->vocabulary_forms[form];
    const struct word other = {index->spelling + ends[0], ends[1] - ends[0]};
    const struct word word = {term->letters + 1, term->letter_count - 2}; /* without its marks */
    if (edits == 1)
        return one_edit_apart(word, other);
    return word.length >= index->shortest_two_typos && other.length >= index->shortest_two_typos &&
           within(word, other, edits);
}

/* Raise the similarity of the forms in a list of deletes that are a typo away; return whether there
 * are some. */
static bool raise_list(const struct index *index, const struct workspace *work,
                       const struct term *term, uint64_t hash, int64_t *touched) {
    const int64_t list = (int64_t)((hash * index->factor >> 33) % (uint64_t)index->delete_lists);
    bool any = false;
    for (int64_t at = index->delete_offsets[list]; at < index->delete_offsets[list + 1]; at++) {
        const int32_t form = index->delete_forms[at];
        if (!is_typo(index, term, form, 1))
            continue;
        any = true;
        if (work->similarity[form] == 0)
            work->touched[(*touched)++] = form;
        work->similarity[form] = larger(work->similarity[form], index->one_edit);
    }
    return any;
}

bool raise_one_edit_apart(const struct index *index, const struct workspace *work,
                          const struct term *term, int64_t *touched) {
    const uint32_t *word = term->letters + 1;
    const int64_t length = term->letter_count - 2;
    uint64_t hash = 0, power = 1; /* of the word without its first letter, the second, … */
    for (int64_t i = length - 1; i > 0; i--)
        hash = hash * index->factor + word[i];
    bool any = raise_list(index, work, term, hash * index->factor + word[0], touched);
    for (int64_t i = 0; i < length; i++) {
        any |= raise_list(index, work, term, hash, touched);
        if (i + 1 < length)
            hash += ((uint64_t)word[i] - word[i + 1]) * power;
        power *= index->factor;
    }
    return any;
}

bool raise_two_edits_apart(const struct index *index, const struct workspace *work,
                           const struct term *term, int64_t similar) {
    bool any = false;
    for (int64_t i = 0; i < similar; i++) {
        const int32_t form = work->ranked[i].number;
        if (!is_typo(index, term, form, 2))
            continue;
        any = true;
        work->similarity[form] = larger(work->similarity[form], index->one_edit);
    }
    return any;
}
