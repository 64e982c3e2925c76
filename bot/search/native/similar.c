/* Similar words: the forms that share grams with a word (NgramIndex.similar). */

#include <math.h>

#include "search.h"

static int64_t count_of(const struct index *index, int32_t gram) {
    return index->gram_offsets[gram + 1] - index->gram_offsets[gram];
}

static int64_t frequency(const struct index *index, int32_t form) {
    return index->list_offsets[form + 1] - index->list_offsets[form];
}

/* A similarity, or 1 at most, in whole steps. */
static double steps_of(const struct index *index, double similarity) {
    return rint(smaller(similarity, 1) * index->precision);
}

/* Add up the similarity of the forms that share grams with a word; return their number. */
static int64_t touch(const struct index *index, const struct workspace *work, struct grams grams,
                     double mass) {
    int64_t count = 0;
    for (int64_t i = 0; i < grams.known; i++) {
        const double share = index->rarity[count_of(index, grams.numbers[i])] / mass;
        const int64_t end = index->gram_offsets[grams.numbers[i] + 1];
        for (int64_t at = index->gram_offsets[grams.numbers[i]]; at < end; at++) {
            const int32_t form = index->gram_forms[at];
            work->touched[count] = form; /* the next one takes its place where it is known */
            count += work->similarity[form] == 0;
            work->similarity[form] += share;
        }
    }
    return count;
}

/* Rank the most similar of the forms touched, equal ones all or none, and return their number. */
static int64_t rank_similar(const struct index *index, const struct workspace *work,
                            int64_t touched) {
    struct ranked *ranked = work->ranked;
    int64_t count = 0, kept = 0, all_posts = 0, posts = 0, fitting = 0;
    for (int64_t i = 0; i < touched; i++) {
        const double similarity = work->similarity[work->touched[i]];
        if (similarity >= index->least_similarity)
            ranked[count++] =
                (struct ranked){.rank = steps_of(index, similarity), .number = work->touched[i]};
    }
    if (count > index->max_similar) {
        select_best(ranked, count, index->max_similar);
        const double last = ranked[index->max_similar - 1].rank;
        kept = index->max_similar;
        for (int64_t i = kept; i < count; i++)
            if (ranked[i].rank == last)
                ranked[kept++] = ranked[i];
        count = kept;
    }
    for (int64_t i = 0; i < count; i++)
        all_posts += frequency(index, ranked[i].number);
    if (count <= index->max_tied && all_posts <= index->max_posts)
        return count;
    sort_ranked(ranked, count);
    for (int64_t end, begin = 0; begin < count; begin = end) {
        for (end = begin; end < count && ranked[end].rank == ranked[begin].rank; end++)
            posts += frequency(index, ranked[end].number);
        if (end > 1 && (end > index->max_tied || posts > index->max_posts))
            break;
        fitting = end;
    }
    return fitting;
}

int64_t find_similar(const struct index *index, const struct workspace *work,
                     const struct term *term, struct sought *sought, double *mass) {
    const struct grams grams =
        term->letters ? find_grams(index, work, term)
                      : (struct grams){term->grams, term->gram_count, term->gram_count};
    *mass = (double)(grams.count - grams.known) * index->rarity[0];
    for (int64_t i = 0; i < grams.known; i++)
        *mass += index->rarity[count_of(index, grams.numbers[i])];
    int64_t touched = touch(index, work, grams, *mass);
    int64_t edits = term->may_be_typo && raise_one_edit_apart(index, work, term, &touched);
    int64_t similar = rank_similar(index, work, touched), count = 0;
    if (term->may_be_typo && !edits && raise_two_edits_apart(index, work, term, similar)) {
        edits = 2;
        similar = rank_similar(index, work, touched);
    }
    for (int32_t form = term->first; form < term->end; form++)
        sought[count++] = (struct sought){.form = form,
                                          .own = 1,
                                          .similarity = steps_of(index, work->similarity[form]) /
                                                        index->precision};
    for (int64_t i = 0; i < similar; i++) {
        const int32_t form = work->ranked[i].number;
        const double similarity = work->ranked[i].rank / index->precision;
        if (form < term->first || form >= term->end)
            sought[count++] = (struct sought){
                .form = form,
                .similarity = similarity,
                .is_typo =
                    edits && similarity >= index->one_edit && is_typo(index, term, form, edits),
            };
    }
    for (int64_t i = 0; i < touched; i++)
        work->similarity[work->touched[i]] = 0;
    return count;
}
