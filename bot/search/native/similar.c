/* Similar words: the forms that share grams with a word (NgramIndex.similar). */

#include <stdlib.h>

#include "search.h"

static int64_t count_of(const struct index *index, int32_t gram) {
    return index->gram_offsets[gram + 1] - index->gram_offsets[gram];
}

static int64_t frequency(const struct index *index, int32_t form) {
    return index->list_offsets[form + 1] - index->list_offsets[form];
}

static void swap(int32_t *a, int32_t *b) {
    const int32_t other = *a;
    *a = *b;
    *b = other;
}

/* Return the k-th largest of some numbers, k from 1, which change places (quickselect). */
static int32_t kth_largest(int32_t *numbers, int64_t count, int64_t k) {
    int64_t low = 0, high = count - 1;
    while (low < high) {
        const int32_t pivot = numbers[low + (high - low) / 2];
        int64_t i = low, j = high;
        while (i <= j) {
            while (numbers[i] > pivot)
                i++;
            while (numbers[j] < pivot)
                j--;
            if (i <= j)
                swap(&numbers[i++], &numbers[j--]);
        }
        if (k - 1 <= j)
            high = j;
        else if (k - 1 >= i)
            low = i;
        else
            break;
    }
    return numbers[k - 1];
}

static int by_falling_step(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    return (x->step < y->step) - (x->step > y->step);
}

static int32_t step_of(const struct index *index, double similarity) {
    return (int32_t)((similarity < 1 ? similarity : 1) * index->precision);
}

/* Keep, of the forms touched, the most similar; forms of equal similarity are all kept or none.
 * Return their number. */
static int64_t keep_most_similar(const struct index *index, const struct workspace *work,
                                 int64_t touched, double least) {
    int64_t count = 0, kept = 0, posts = 0;
    for (int64_t i = 0; i < touched; i++) {
        const int32_t form = work->touched[i];
        if (work->similarity[form] < least) {
            work->similarity[form] = 0;
            continue;
        }
        work->touched[count] = form;
        work->steps[count++] = step_of(index, work->similarity[form]);
    }
    int32_t last = 0;
    if (count > index->max_similar)
        last = kth_largest(work->steps, count, index->max_similar);
    for (int64_t i = 0; i < count; i++) {
        const int32_t form = work->touched[i];
        if (step_of(index, work->similarity[form]) < last) {
            work->similarity[form] = 0;
            continue;
        }
        work->touched[kept++] = form;
        posts += frequency(index, form);
    }
    if (kept <= index->max_tied && posts <= index->max_posts)
        return kept;
    struct ranked *ranked = work->ranked;
    for (int64_t i = 0; i < kept; i++)
        ranked[i] =
            (struct ranked){work->touched[i], step_of(index, work->similarity[work->touched[i]])};
    qsort(ranked, (size_t)kept, sizeof *ranked, by_falling_step);
    int64_t fitting = 0;
    posts = 0;
    for (int64_t end, begin = 0; begin < kept; begin = end) {
        for (end = begin; end < kept && ranked[end].step == ranked[begin].step; end++)
            posts += frequency(index, ranked[end].form);
        if (end > 1 && (end > index->max_tied || posts > index->max_posts))
            break;
        fitting = end;
    }
    for (int64_t i = 0; i < kept; i++) {
        work->touched[i] = ranked[i].form;
        if (i >= fitting)
            work->similarity[ranked[i].form] = 0;
    }
    return fitting;
}

/* Add up the similarity of the forms that share grams with a word; return their number. */
static int64_t touch(const struct index *index, const struct workspace *work,
                     const struct term *term, const int32_t *grams, const int32_t *edits,
                     double mass) {
    int64_t count = 0;
    for (int32_t i = 0; i < term->known_grams; i++) {
        const double share = index->rarity[count_of(index, grams[i])] / mass;
        for (int64_t at = index->gram_offsets[grams[i]]; at < index->gram_offsets[grams[i] + 1];
             at++) {
            const int32_t form = index->gram_forms[at];
            work->touched[count] = form; /* the next one takes its place where it is known */
            count += work->similarity[form] == 0;
            work->similarity[form] += share;
        }
    }
    for (int32_t i = 0; i < term->edit_count; i++) {
        double *similarity = &work->similarity[edits[i]];
        if (*similarity == 0)
            work->touched[count++] = edits[i];
        if (*similarity < index->one_edit)
            *similarity = index->one_edit;
    }
    return count;
}

int64_t find_similar(const struct index *index, const struct workspace *work,
                     const struct term *term, const int32_t *grams, const int32_t *edits,
                     struct sought *sought, double *mass) {
    double heaviest = 0; /* of the grams that enough forms have */
    *mass = (term->gram_count - term->known_grams) * index->rarity[0];
    for (int32_t i = 0; i < term->known_grams; i++) {
        const int64_t forms = count_of(index, grams[i]);
        *mass += index->rarity[forms];
        if (forms >= index->max_similar && index->rarity[forms] > heaviest)
            heaviest = index->rarity[forms];
    }
    const double whole = *mass > 0 ? *mass : 1;
    const int64_t touched = touch(index, work, term, grams, edits, whole);
    int64_t count = 0;
    for (int32_t form = term->first; form < term->end; form++) {
        const double similarity = work->similarity[form];
        sought[count++] =
            (struct sought){.form = form, .own = 1, .similarity = similarity < 1 ? similarity : 1};
    }
    const int64_t kept = keep_most_similar(index, work, touched, heaviest / whole - 1e-9);
    for (int64_t i = 0; i < kept; i++) {
        const int32_t form = work->touched[i];
        const double similarity = work->similarity[form];
        work->similarity[form] = 0;
        if (form < term->first || form >= term->end)
            sought[count++] =
                (struct sought){.form = form, .similarity = similarity < 1 ? similarity : 1};
    }
    return count;
}
