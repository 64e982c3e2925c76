/* The search among flat arrays: postings made from posts, words compared by their letters, posts
 * ranked by what they hold of a question.
 *
 * Nothing here knows a text.  Words are numbers of forms, posts are positions; what the numbers
 * mean, and what the weights are for, stands in lexicon.py, bm25.py, evidence.py and index.py.  An
 * index is read only, so several threads of execution may search it at once.  A function that
 * returns a count returns -1 where memory ran out.
 */

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The least integer type that a count fits in is decided in Python; a width is in bytes. */
struct bm25 {
    int64_t posts; /* in all */
    int64_t span;  /* positions in all */
    int64_t forms;
    const int64_t *bounds;    /* the list of form f is from bounds[f] to before bounds[f + 1] */
    const int32_t *positions; /* rising in each list */
    const void *tf;           /* how often the form stands there */
    int64_t tf_width;
    const int32_t *most_tf; /* of each form */
    const void *sizes;      /* tokens of the post at a position */
    int64_t size_width;
    int64_t least_size;
    const double *lengthened;  /* k1 * (1 - b + b * length / mean length), by such a size */
    _Atomic int32_t *known_df; /* of the term whose forms begin there; 0 until it is asked for */
    const int32_t *first_of;   /* of each term of the vocabulary, its first form ... */
    const int32_t *end_of;     /* ... and the one after its last; 0 both where it has none */
    double k1;
    double background; /* posts of everyday language beside these */
    double mean_length;
};

struct letters {
    const int32_t *gram_bounds; /* of each gram of the vocabulary, the forms that hold it */
    const int32_t *gram_forms;
    const int32_t *slip_bounds; /* of each bucket, the forms with a slip that falls into it */
    const int32_t *slip_forms;
    int64_t slip_mask;         /* buckets, less one */
    const int32_t *numbers;    /* the number in the vocabulary of each form */
    const int64_t *form_grams; /* by that number: where its grams begin and end */
    const int32_t *grams;
    const int64_t *form_letters; /* and its letters; none where it may not have one wrong */
    const uint32_t *letters;
    const int32_t *terms; /* the term of each form of the vocabulary ... */
    const double *shares; /* ... and its share of running words in everyday language */
    double rare;          /* words of a greater share have no letter wrong */
    double spelled;       /* forms that have grams */
    double slipped;       /* how much alike two words are that differ by one letter */
    int64_t like;         /* the likest forms that are looked for ... */
    int64_t tied;         /* ... those as like as the last among them, as far as so many, ... */
    int64_t held;         /* ... and as far as so many posts hold them */
};

struct evidence {
    const uint8_t *numbered; /* whether the post at a position holds a number */
    const double *on;        /* what a word counts in the 0th, 1st ... post after the one ... */
    const double *back;      /* ... and before the one that holds it */
    int64_t ons, backs;
    int64_t candidates; /* posts that are looked at closely */
    int64_t long_list;  /* a list of more posts waits for the candidates, if that will do */
    int64_t enough;     /* posts that promise more than such lists could add */
    double letters;     /* what likeness of letters counts beside words */
    double matched;     /* the least evidence of any word that makes a post a hit */
    double alike;       /* the least likeness that counts as found */
    double said;        /* words of a text that is expected to hold some of a question's */
};

/* A word of a question that the vocabulary does not know. */
struct word {
    int32_t first, end; /* its own forms, if other forms of its term are known */
    int32_t grams;      /* so many of those given are its own; a gram of no word is -1 */
    int32_t letters;    /* so many of those given are its own, if one may be wrong */
    double share;       /* of running words in everyday language */
};

/* What is known of a word of a question, for the whole index. */
struct asked {
    double share;
    double weight;  /* idf */
    double term;    /* what it gives to a score at most, as a term at a tf of 1 ... */
    double letters; /* ... and by its letters */
    double most;    /* the evidence that any post can hold of it as a term */
    int64_t sought; /* forms that are looked for */
};

struct hit {
    int64_t position;
    double score; /* without what a number counts */
    double held;  /* weights of the words that are found in the post */
};

/* Memory to work in.  One is kept for the next call; a call that finds it taken makes another. */

struct entry { /* what one post holds of one word */
    int32_t word, next;
    double tf, letters;
    double term; /* the part that tf gives */
};

struct slot { /* a post that holds any word */
    int32_t position, first;
    double promise; /* what it holds, the best of each word, as if nothing were lent */
    double hoped;   /* that, or what a post near it lends it, if more */
};

struct candidate {
    double rank, score;
    int32_t position;
};

struct scratch {
    int64_t forms, span;
    double *alike;    /* by form, all 0 between uses */
    int32_t *slot_of; /* by position, 0 or one more than the slot; all 0 between uses */
    int32_t *touched; /* forms that are alike */
    uint32_t *keys;   /* likeness of those in whole numbers */
    struct slot *slots;
    struct entry *entries;
    int64_t slot_count, slot_room, entry_count, entry_room;
    char *block; /* for a workspace */
    size_t block_size;
};

static _Atomic(struct scratch *) spare;

static void scratch_free(struct scratch *s) {
    if (s) {
        free(s->alike);
        free(s->slot_of);
        free(s->touched);
        free(s->keys);
        free(s->slots);
        free(s->entries);
        free(s->block);
        free(s);
    }
}

static struct scratch *scratch_take(int64_t forms, int64_t span) {
    struct scratch *s = atomic_exchange(&spare, NULL);
    if (s && s->forms >= forms && s->span >= span)
        return s;
    if (s) {
        forms = s->forms > forms ? s->forms : forms;
        span = s->span > span ? s->span : span;
        scratch_free(s);
    }
    s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->forms = forms;
    s->span = span;
    s->alike = calloc((size_t)forms + 1, sizeof *s->alike);
    s->touched = malloc(((size_t)forms + 1) * sizeof *s->touched);
    s->keys = malloc(((size_t)forms + 1) * sizeof *s->keys);
    s->slot_of = calloc((size_t)span + 1, sizeof *s->slot_of);
    if (s->alike && s->touched && s->keys && s->slot_of)
        return s;
    scratch_free(s);
    return NULL;
}

static void scratch_give(struct scratch *s) { scratch_free(atomic_exchange(&spare, s)); }

/* The items, moved to where there is room for so many if need be; NULL where there is none. */
static void *grown(void *items, int64_t *room, int64_t needed, size_t size) {
    if (needed < *room)
        return items;
    void *moved = realloc(items, (2 * (size_t)needed + 1) * size);
    if (moved)
        *room = 2 * needed + 1;
    return moved;
}

static bool reserve(struct scratch *s, int64_t more) {
    struct slot *slots = grown(s->slots, &s->slot_room, s->slot_count + more, sizeof *slots);
    struct entry *entries =
        grown(s->entries, &s->entry_room, s->entry_count + more, sizeof *entries);
    s->slots = slots ? slots : s->slots;
    s->entries = entries ? entries : s->entries;
    return slots && entries;
}

static void forget(struct scratch *s) {
    for (int64_t i = 0; i < s->slot_count; i++)
        s->slot_of[s->slots[i].position] = 0;
    s->slot_count = s->entry_count = 0;
}

/* BM25. */

static inline int32_t number_at(const void *numbers, int64_t width, int64_t at) {
    switch (width) {
    case 1:
        return ((const uint8_t *)numbers)[at];
    case 2:
        return ((const uint16_t *)numbers)[at];
    default:
        return ((const int32_t *)numbers)[at];
    }
}

static inline int32_t tf_at(const struct bm25 *b, int64_t at) {
    return number_at(b->tf, b->tf_width, at);
}

static inline int64_t df_of(const struct bm25 *b, int64_t form) {
    return b->bounds[form + 1] - b->bounds[form];
}

/* The score, for an idf of 1, of a term that stands so many times at a position. */
static inline double part(const struct bm25 *b, double tf, int64_t position) {
    const int32_t size = number_at(b->sizes, b->size_width, position);
    return tf * (b->k1 + 1) / (tf + b->lengthened[size]);
}

/* Note what posts hold of a form, for a word to whose score it gives so much as a term and by its
 * letters; the forms of one word come one after the other. */
static bool gather(const struct bm25 *b, struct scratch *s, int64_t form, int32_t word,
                   double by_term, double by_letters, double alike) {
    const int64_t begin = b->bounds[form], end = b->bounds[form + 1];
    if (!reserve(s, end - begin))
        return false;
    const bool own = alike >= 2;
    alike -= own ? 2 : 0;
    for (int64_t at = begin; at < end; at++) {
        const int32_t position = b->positions[at];
        int32_t number = s->slot_of[position];
        if (!number) {
            s->slots[s->slot_count] = (struct slot){position, -1, 0, 0};
            number = s->slot_of[position] = (int32_t)++s->slot_count;
        }
        struct slot *slot = &s->slots[number - 1];
        if (slot->first < 0 || s->entries[slot->first].word != word) {
            s->entries[s->entry_count] = (struct entry){word, slot->first, 0, 0, 0};
            slot->first = (int32_t)s->entry_count++;
        }
        struct entry *entry = &s->entries[slot->first];
        if (own) {
            entry->tf += tf_at(b, at);
            const double term = part(b, entry->tf, position);
            slot->promise += by_term * (term - entry->term);
            entry->term = term;
        }
        if (alike > entry->letters) {
            slot->promise += by_letters * (alike - entry->letters);
            entry->letters = alike;
        }
    }
    return true;
}

/* How many posts hold any of the forms of a term. */
static int64_t document_frequency(const struct bm25 *b, struct scratch *s, int32_t first,
                                  int32_t end) {
    if (end - first < 2)
        return end > first ? df_of(b, first) : 0;
    int32_t df = atomic_load_explicit(&b->known_df[first], memory_order_relaxed);
    if (!df) {
        for (int32_t form = first; form < end; form++)
            if (!gather(b, s, form, 0, 0, 0, 2))
                return -1;
        df = (int32_t)s->slot_count;
        forget(s);
        atomic_store_explicit(&b->known_df[first], df, memory_order_relaxed);
    }
    return df;
}

static double idf(const struct bm25 *b, double df, double share) {
    if (b->background != 0)
        df += b->background * (1 - pow(1 - share, 2 * b->mean_length));
    return log(1 + ((double)b->posts + b->background - df + 0.5) / (df + 0.5));
}

/* The weight of a term with these forms, which is so large a share of running words; NAN where
 * memory ran out. */
double bm25_weight(const struct bm25 *b, int32_t first, int32_t end, double share) {
    struct scratch *s = scratch_take(0, b->span);
    if (!s)
        return NAN;
    const int64_t df = document_frequency(b, s, first, end);
    forget(s);
    scratch_give(s);
    return df < 0 ? NAN : idf(b, (double)df, share);
}

/* Add to the score of each position what a term of such a weight gives. */
int64_t bm25_add(const struct bm25 *b, int32_t first, int32_t end, double weight, double *scores) {
    struct scratch *s = scratch_take(0, b->span);
    if (!s)
        return -1;
    int64_t done = end - first;
    for (int32_t form = first; form < end && done >= 0; form++)
        if (!gather(b, s, form, 0, 0, 0, 2))
            done = -1;
    for (int64_t i = 0; i < s->slot_count && done >= 0; i++) {
        const int32_t position = s->slots[i].position;
        scores[position] += weight * s->entries[s->slots[i].first].term;
    }
    forget(s);
    scratch_give(s);
    return done;
}

/* Letters. */

static uint64_t mixed(uint64_t hash) { /* the finalizer of splitmix64 */
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return hash ^ (hash >> 31);
}

/* The buckets of a word and of the word with each letter left out in turn; how many. */
static int64_t slips(const uint32_t *word, int64_t length, int64_t mask, uint64_t *buckets) {
    const uint64_t base = 0x9e3779b97f4a7c15u; /* letter i counts base^i times, from the start */
    int64_t count = 0;
    uint64_t before = 0, after = 0, power = 1; /* of the letters before one and after it */
    for (int64_t i = 1; i < length; i++, power *= base)
        after += (word[i] + (uint64_t)1) * power;
    buckets[count++] = mixed(word[0] + (uint64_t)1 + after * base) & (uint64_t)mask;
    power = 1;
    for (int64_t i = 0; i < length; i++, power *= base) {
        const bool last = i + 1 == length;
        if (last || word[i] != word[i + 1]) /* of equal neighbors one will do */
            buckets[count++] = mixed(before + after) & (uint64_t)mask;
        before += (word[i] + (uint64_t)1) * power;
        after -= last ? 0 : (word[i + 1] + (uint64_t)1) * power;
    }
    return count;
}

enum { MOST_LETTERS = 2048 };

/* Whether two words share a slip: they differ by one letter wrong, missing, added or moved. */
static bool one_letter_apart(const uint32_t *a, int64_t as, const uint32_t *b, int64_t bs) {
    int64_t head = 0, tail = 0;
    if (as < bs)
        return one_letter_apart(b, bs, a, as);
    while (head < bs && a[head] == b[head])
        head++;
    while (tail < bs - head && a[as - 1 - tail] == b[bs - 1 - tail])
        tail++;
    const int64_t left = as - head - tail; /* letters of the longer that differ */
    if (as > bs)
        return as == bs + 1 && left == 1;
    return left < 2 || memcmp(a + head + 1, b + head, (size_t)(left - 1) * sizeof *a) == 0 ||
           memcmp(a + head, b + head + 1, (size_t)(left - 1) * sizeof *a) == 0;
}

static int falling(const void *a, const void *b) {
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x < y) - (x > y);
}

/* The place-th greatest of some numbers, which are put in another order. */
static uint32_t greatest(uint32_t *numbers, int64_t count, int64_t place) {
    int64_t low = 0, high = count - 1;
    while (low < high) {
        const uint32_t pivot = numbers[low + (high - low) / 2];
        int64_t i = low, j = high;
        while (i <= j) {
            while (numbers[i] > pivot)
                i++;
            while (numbers[j] < pivot)
                j--;
            if (i <= j) {
                const uint32_t other = numbers[i];
                numbers[i++] = numbers[j];
                numbers[j--] = other;
            }
        }
        if (place <= j)
            high = j;
        else if (place >= i)
            low = i;
        else
            break;
    }
    return numbers[place];
}

static inline uint32_t whole(double share) { /* shares are compared by 23 binary places */
    return (uint32_t)(share * (1 << 23));
}

/* What a gram weighs: its idf among the forms. */
static double rarity(const struct letters *l, int32_t gram) {
    const double holders = gram < 0 ? 0 : l->gram_bounds[gram + 1] - l->gram_bounds[gram];
    return log(1 + (l->spelled - holders + 0.5) / (holders + 0.5));
}

/* The forms that look most like a word, among those touched: as many as are looked for, and those
 * of equal shares together. */
static int64_t likest(const struct bm25 *b, const struct letters *l, struct scratch *s,
                      int64_t count, uint64_t *chosen) {
    for (int64_t i = 0; i < count; i++)
        s->keys[i] = whole(s->alike[s->touched[i]]);
    uint32_t least = count > l->like ? greatest(s->keys, count, l->like - 1) : 0;
    int64_t found = 0, tied = 0, posts = 0;
    for (int64_t i = 0; i < count; i++) {
        const uint64_t share = whole(s->alike[s->touched[i]]);
        if (share < least || (share == least && tied++ > l->tied))
            continue;
        posts += df_of(b, s->touched[i]);
        chosen[found++] = share << 32 | (uint32_t)s->touched[i];
    }
    if (found <= l->tied && posts <= l->held)
        return found;
    qsort(chosen, (size_t)found, sizeof *chosen, falling);
    int64_t kept = 0, next;
    posts = 0;
    for (int64_t first = 0; first < found && first < l->like; first = next) {
        for (next = first; next < found && chosen[next] >> 32 == chosen[first] >> 32; next++)
            posts += df_of(b, (uint32_t)chosen[next]);
        if (next > 1 && (next > l->tied || posts > l->held))
            break;
        kept = next;
    }
    return kept;
}

/* A word of a question, wherever it is known from. */
struct spelling {
    const int32_t *grams, *grams_end;
    const uint32_t *letters; /* if one may be wrong */
    int64_t length;
    int32_t first, end;
    double share;
};

/* What looks like a word: writes its own forms and the likest others, 2 more for its own, and how
 * much of its letters there is to compare. */
static int64_t compare(const struct bm25 *b, const struct letters *l, struct scratch *s,
                       const struct spelling *word, uint64_t *chosen, int32_t *forms, double *alike,
                       double *mass) {
    *mass = 0;
    for (const int32_t *g = word->grams; g < word->grams_end; g++)
        *mass += rarity(l, *g);
    int64_t count = 0, posts = 0;
    for (const int32_t *g = word->grams; g < word->grams_end; g++) {
        const double share = rarity(l, *g) / *mass;
        for (int32_t at = *g < 0 ? 0 : l->gram_bounds[*g]; *g >= 0 && at < l->gram_bounds[*g + 1];
             at++) {
            const int32_t form = l->gram_forms[at];
            if (s->alike[form] == 0)
                s->touched[count++] = form;
            s->alike[form] += share;
        }
    }
    if (word->length > 0 && word->length <= MOST_LETTERS) {
        uint64_t buckets[MOST_LETTERS + 1];
        const int64_t wanted = slips(word->letters, word->length, l->slip_mask, buckets);
        for (int64_t i = 0; i < wanted; i++)
            for (int32_t at = l->slip_bounds[buckets[i]]; at < l->slip_bounds[buckets[i] + 1];
                 at++) {
                const int32_t form = l->slip_forms[at];
                const int64_t *here = l->form_letters + l->numbers[form];
                if (s->alike[form] >= l->slipped ||
                    !one_letter_apart(word->letters, word->length, l->letters + here[0],
                                      here[1] - here[0]))
                    continue;
                if (s->alike[form] == 0)
                    s->touched[count++] = form;
                s->alike[form] = l->slipped;
            }
    }
    for (int64_t i = 0; i < count; i++) {
        double *share = &s->alike[s->touched[i]];
        *share = *share < 1 ? *share : 1;
        posts += df_of(b, s->touched[i]);
    }
    int64_t found = 0;
    for (int32_t form = word->first; form < word->end; form++) {
        forms[found] = form;
        alike[found++] = 2 + s->alike[form];
    }
    const bool all = count <= l->like && posts <= l->held;
    const int64_t kept = all ? count : likest(b, l, s, count, chosen);
    for (int64_t i = 0; i < kept; i++) {
        const int32_t form = all ? s->touched[i] : (int32_t)(uint32_t)chosen[i];
        if (form >= word->first && form < word->end)
            continue;
        forms[found] = form;
        alike[found++] = s->alike[form];
    }
    for (int64_t i = 0; i < count; i++)
        s->alike[s->touched[i]] = 0;
    return found;
}

/* Evidence. */

/* A form whose list is long. */
struct waiting {
    double at_most; /* what it gives to a score */
    int64_t place;  /* among the forms sought */
};

/* A question under way. */
struct question {
    const struct bm25 *b;
    const struct evidence *e;
    struct scratch *s;
    double more; /* what a number in a post counts */
    int64_t words;
    const struct asked *asked;
    const int32_t *forms; /* sought, of all words */
    const double *alike;
    const int32_t *word_of;  /* of each form */
    struct waiting *waiting; /* what they give at most rising */
    int64_t waits;
    double *near;   /* (words, 2): what a post holds of each or is lent, as a term and by
                     * letters; 0 between uses */
    double *around; /* (posts, words, 2): what each post around it holds itself */
};

static int64_t at_or_after(const struct bm25 *b, int64_t form, int32_t position) {
    int64_t low = b->bounds[form], high = b->bounds[form + 1];
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (b->positions[middle] < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Add what the post at a position holds, lent so much, to what is near; by its slot alone. */
static inline void lend(const struct question *q, int32_t number, double lent, double *near) {
    for (int32_t at = q->s->slots[number - 1].first; at >= 0; at = q->s->entries[at].next) {
        const struct entry *entry = &q->s->entries[at];
        double *term = near + 2 * entry->word;
        if (lent * entry->term > term[0])
            term[0] = lent * entry->term;
        if (lent * entry->letters > term[1])
            term[1] = lent * entry->letters;
    }
}

static inline double lent_by(const struct question *q, int64_t step) {
    return step <= 0 ? q->e->on[-step] : q->e->back[step];
}

static double sum(const struct question *q, const double *near) {
    double all = 0;
    for (int64_t word = 0; word < q->words; word++)
        all += q->asked[word].term * near[2 * word] + q->asked[word].letters * near[2 * word + 1];
    return all;
}

/* The score of the post at a position, by the slots alone. */
static double score_listed(const struct question *q, int32_t position) {
    for (int64_t step = 1 - q->e->ons; step < q->e->backs; step++) {
        const int32_t number = q->s->slot_of[position + step];
        if (number)
            lend(q, number, lent_by(q, step), q->near);
    }
    const double all = sum(q, q->near);
    memset(q->near, 0, 2 * (size_t)q->words * sizeof *q->near);
    return all;
}

/* The score of the post at a position, with what lists that wait hold; `own` tells then what it
 * holds itself. */
static double score(const struct question *q, int32_t position) {
    const int64_t first = 1 - q->e->ons, end = q->e->backs, size = 2 * q->words;
    memset(q->around, 0, (size_t)((end - first) * size) * sizeof *q->around);
    for (int64_t step = first; step < end; step++) {
        const int32_t number = q->s->slot_of[position + step];
        double *held = q->around + (step - first) * size;
        for (int32_t at = number ? q->s->slots[number - 1].first : -1; at >= 0;
             at = q->s->entries[at].next) {
            const struct entry *entry = &q->s->entries[at];
            held[2 * entry->word] = entry->tf;
            held[2 * entry->word + 1] = entry->letters;
        }
    }
    for (int64_t i = 0; i < q->waits; i++) {
        const int64_t place = q->waiting[i].place, form = q->forms[place];
        const bool own = q->alike[place] >= 2;
        const double alike = q->alike[place] - 2 * own;
        int64_t at = at_or_after(q->b, form, position + (int32_t)first);
        for (; at < q->b->bounds[form + 1] && q->b->positions[at] < position + end; at++) {
            const int64_t step = q->b->positions[at] - position;
            double *word = q->around + (step - first) * size + 2 * q->word_of[place];
            word[0] += own ? tf_at(q->b, at) : 0;
            word[1] = alike > word[1] ? alike : word[1];
        }
    }
    for (int64_t step = first; step < end; step++) {
        double *held = q->around + (step - first) * size;
        for (int64_t i = 0; i < size; i++) {
            if (i % 2 == 0 && held[i] > 0)
                held[i] = part(q->b, held[i], position + step);
            if (lent_by(q, step) * held[i] > q->near[i])
                q->near[i] = lent_by(q, step) * held[i];
        }
    }
    const double all = sum(q, q->near);
    memset(q->near, 0, (size_t)size * sizeof *q->near);
    return all;
}

/* What the post whose score was just worked out holds itself. */
static const double *own(const struct question *q) {
    return q->around + 2 * q->words * (q->e->ons - 1);
}

static inline bool before(const struct candidate *a, const struct candidate *b) {
    return a->rank > b->rank || (a->rank == b->rank && a->position < b->position);
}

static int by_rank(const void *a, const void *b) {
    const struct candidate *x = a, *y = b;
    return before(y, x) - before(x, y);
}

/* Put a candidate among so many best, of which the last is on top. */
static int64_t offer(struct candidate *heap, int64_t count, int64_t room, struct candidate one) {
    int64_t at = count;
    if (count < room) {
        for (; at && before(&heap[(at - 1) / 2], &one); at = (at - 1) / 2)
            heap[at] = heap[(at - 1) / 2];
        heap[at] = one;
        return count + 1;
    }
    if (!room || !before(&one, &heap[0]))
        return count;
    for (at = 0;;) {
        int64_t child = 2 * at + 1;
        if (child + 1 < count && before(&heap[child], &heap[child + 1]))
            child++;
        if (child >= count || before(&heap[child], &one))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = one;
    return count;
}

static double rounded(double rank) { /* so that equal posts are equal however they were summed */
    return rint(rank * 1e9) / 1e9;
}

/* What a form gives to a score at most. */
static double at_most(const struct question *q, int64_t place) {
    const struct asked *asked = &q->asked[q->word_of[place]];
    const bool own = q->alike[place] >= 2;
    return own * asked->term * asked->most + asked->letters * (q->alike[place] - 2 * own);
}

/* How many of the waiting forms can together not give more than a limit; of the forms of one word
 * the best counts.  `best` is 0 for each word. */
static int64_t within(const struct question *q, double limit, double *best) {
    double together = 0;
    int64_t count = 0;
    for (; count < q->waits; count++) {
        const int32_t word = q->word_of[q->waiting[count].place];
        const double gives = q->waiting[count].at_most;
        together += gives - best[word];
        best[word] = gives;
        if (together > limit)
            break;
    }
    memset(best, 0, (size_t)q->words * sizeof *best);
    return count;
}

enum { STEPS = 1024 };

static double most_promised(const struct question *q) {
    return q->b->k1 + 1 + q->e->letters + q->more;
}

/* What a number counts in the post at a position. */
static inline double counted(const struct question *q, int32_t position) {
    return q->more != 0 && q->e->numbered[position] ? q->more : 0;
}

/* In which of STEPS steps, up to the most that any post can promise, the one at a position is. */
static inline int64_t step_of(const struct question *q, double promise, int32_t position) {
    const double step = (promise + counted(q, position)) * STEPS / most_promised(q);
    return step < STEPS - 1 ? (int64_t)step : STEPS - 1;
}

/* The slots that promise most, in no order. */
static int64_t candidates(const struct question *q, struct candidate *chosen, int64_t room) {
    struct scratch *s = q->s;
    int32_t counts[STEPS] = {0};
    for (int64_t i = 0; i < s->slot_count; i++) {
        struct slot *slot = &s->slots[i];
        slot->hoped = slot->promise;
        counts[step_of(q, slot->promise, slot->position)]++;
    }
    int64_t least = STEPS, count = 0; /* so many promise at least as much as this step */
    while (count < room && least > 0)
        count += counts[--least];
    /* What a post lends matters where that would make another one of these. */
    const double most = q->e->on[1] > q->e->back[1] ? q->e->on[1] : q->e->back[1];
    const double least_promise = (double)least * most_promised(q) / STEPS - q->more;
    for (int64_t i = 0; i < s->slot_count && least > 0; i++) {
        const struct slot *slot = &s->slots[i];
        if (most * slot->promise < least_promise)
            continue;
        for (int64_t step = 1 - q->e->ons; step < q->e->backs; step++) {
            const int32_t number = s->slot_of[slot->position - step];
            const double lent = lent_by(q, step) * slot->promise;
            if (number && lent > s->slots[number - 1].hoped)
                s->slots[number - 1].hoped = lent;
        }
    }
    count = 0;
    for (int64_t i = 0; i < s->slot_count; i++) {
        const struct slot *slot = &s->slots[i];
        const double hoped = slot->hoped + counted(q, slot->position);
        if (step_of(q, slot->hoped, slot->position) >= least)
            count = offer(chosen, count, room, (struct candidate){hoped, 0, slot->position});
    }
    return count;
}

/* What lists that wait can add to a score. */
static double yet(const struct question *q) {
    double all = 0;
    for (int64_t i = 0; i < q->waits; i++) { /* rising, so the last of each word counts */
        double *word = &q->near[q->word_of[q->waiting[i].place]];
        all += q->waiting[i].at_most - *word;
        *word = q->waiting[i].at_most;
    }
    memset(q->near, 0, (size_t)q->words * sizeof *q->near);
    return all;
}

/* The most that the post at a position can score by the slots alone. */
static double bound(const struct question *q, int32_t position) {
    double most = counted(q, position);
    for (int64_t step = 1 - q->e->ons; step < q->e->backs; step++) {
        const int32_t number = q->s->slot_of[position + step];
        if (number)
            most += lent_by(q, step) * q->s->slots[number - 1].promise;
    }
    return most;
}

/* Whether a post is a hit by its slot alone. */
static bool matches(const struct question *q, int32_t position) {
    const struct scratch *s = q->s;
    for (int32_t at = s->slots[s->slot_of[position] - 1].first; at >= 0; at = s->entries[at].next)
        if (s->entries[at].term >= q->e->matched || s->entries[at].letters >= q->e->matched)
            return true;
    return false;
}

/* Score candidates by the slots alone, and sort those of them that may yet be among so many best;
 * they are the last. */
static struct candidate *listed(const struct question *q, struct candidate *chosen, int64_t *count,
                                struct candidate *best, int64_t wanted, double more) {
    int64_t kept = *count, found = 0;
    for (int64_t i = *count - 1; i >= 0; i--) { /* those that promise least are the first */
        struct candidate one = chosen[i];
        if (found == wanted && bound(q, one.position) + more + 1e-8 < best[0].rank) /* rounded */
            continue;
        one.score = score_listed(q, one.position);
        one.rank = rounded(one.score + counted(q, one.position));
        if (matches(q, one.position))
            found = offer(best, found, wanted, one);
        chosen[--kept] = one;
    }
    *count -= kept;
    qsort(chosen + kept, (size_t)*count, sizeof *chosen, by_rank);
    return chosen + kept;
}

/* The best posts by the lists that do not wait, in order; those that wait are looked through where
 * it matters.  `enough` becomes how good so many posts are at least.  How many, or -1. */
static int64_t closely(const struct question *q, const bool *waits, int64_t all,
                       struct candidate *chosen, int64_t room, struct candidate *best,
                       int64_t limit, double *enough) {
    struct scratch *s = q->s;
    forget(s);
    for (int64_t i = 0; i < all; i++) {
        const struct asked *asked = &q->asked[q->word_of[i]];
        if (!waits[i] &&
            !gather(q->b, s, q->forms[i], q->word_of[i], asked->term, asked->letters, q->alike[i]))
            return -1;
    }
    const int64_t wanted = q->waits && q->e->enough > limit ? q->e->enough : limit;
    int64_t count = candidates(q, chosen, room);
    const double more = yet(q);
    chosen = listed(q, chosen, &count, best, wanted, more);
    *enough = count >= q->e->enough ? chosen[q->e->enough - 1].score : 0;
    int64_t found = 0;
    for (int64_t i = 0; i < count; i++) {
        struct candidate *one = &chosen[i];
        if (found == limit && (!found || one->rank + more < best[0].rank))
            break;
        one->score = score(q, one->position);
        one->rank = rounded(one->score + counted(q, one->position));
        double most = 0;
        for (int64_t word = 0; word < 2 * q->words; word++)
            most = own(q)[word] > most ? own(q)[word] : most;
        if (most >= q->e->matched && one->rank > 0)
            found = offer(best, found, limit, *one);
    }
    qsort(best, (size_t)found, sizeof *best, by_rank);
    return found;
}

static int by_at_most(const void *a, const void *b) {
    const struct waiting *x = a, *y = b;
    const int order = (x->at_most > y->at_most) - (x->at_most < y->at_most);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

/* What is kept of one question. */
struct workspace {
    int32_t *word_of;
    struct waiting *waiting;
    bool *waits; /* whether a form is among those */
    double *evidence;
    uint64_t *chosen;
    struct candidate *close, *best;
};

static void *part_of(char *block, size_t *used, int64_t count, size_t size) {
    const size_t begin = *used;
    *used += ((size_t)count * size + 15) / 16 * 16;
    return block ? block + begin : NULL;
}

/* Share out a block, if there is one; how large it has to be. */
static size_t workspace_share(struct workspace *w, char *block, int64_t words, int64_t forms,
                              int64_t chosen, int64_t close, int64_t best, int64_t around) {
    size_t used = 0;
    w->word_of = part_of(block, &used, forms, sizeof *w->word_of);
    w->waiting = part_of(block, &used, forms, sizeof *w->waiting);
    w->waits = part_of(block, &used, forms, sizeof *w->waits);
    w->evidence = part_of(block, &used, 2 * words * (1 + around), sizeof *w->evidence);
    w->chosen = part_of(block, &used, chosen, sizeof *w->chosen);
    w->close = part_of(block, &used, close, sizeof *w->close);
    w->best = part_of(block, &used, best, sizeof *w->best);
    return used;
}

/* Room for so many words, forms and posts; it is the scratch's, and so for one question a time. */
static bool workspace_take(struct workspace *w, struct scratch *s, int64_t words, int64_t forms,
                           int64_t chosen, int64_t close, int64_t best, int64_t around) {
    const size_t size = workspace_share(w, NULL, words, forms, chosen, close, best, around) + 16;
    if (s->block_size < size) {
        free(s->block);
        s->block = malloc(2 * size);
        s->block_size = s->block ? 2 * size : 0;
    }
    if (!s->block)
        return false;
    workspace_share(w, s->block, words, forms, chosen, close, best, around);
    memset(w->waits, 0, (size_t)forms * sizeof *w->waits);
    memset(w->evidence, 0, 2 * (size_t)(words * (1 + around)) * sizeof *w->evidence);
    return true;
}

/* Let the forms wait whose lists are longer than this. */
static void wait_for(struct question *q, struct workspace *w, int64_t all, int64_t long_list) {
    for (int64_t i = 0; i < all; i++)
        if (df_of(q->b, q->forms[i]) > long_list)
            w->waiting[q->waits++] = (struct waiting){at_most(q, i), i};
    qsort(w->waiting, (size_t)q->waits, sizeof *w->waiting, by_at_most);
    for (int64_t i = 0; i < q->waits; i++)
        w->waits[w->waiting[i].place] = true;
}

/* Let those wait no more that could together give more than a limit; whether there are any. */
static bool settle(struct question *q, struct workspace *w, double limit) {
    const int64_t before = q->waits;
    q->waits = within(q, limit, q->near);
    for (int64_t i = q->waits; i < before; i++)
        w->waits[w->waiting[i].place] = false;
    return q->waits < before;
}

/* What the words of a question are worth, and the forms sought for them.  `room` is for so many
 * forms; -2 where there are more. */
static int64_t ask(const struct bm25 *b, const struct letters *l, const struct evidence *e,
                   struct scratch *s, const int32_t *numbers, int64_t count,
                   const struct word *others, const int32_t *grams, const uint32_t *letters,
                   struct workspace *w, int64_t room, struct asked *asked, int32_t *forms,
                   double *alike, double *missing) {
    int64_t all = 0;
    double weight = 0, mass = 0;
    *missing = 0;
    for (int64_t i = 0; i < count; i++) {
        struct spelling word;
        if (numbers[i] >= 0) {
            const int64_t *in_grams = l->form_grams + numbers[i];
            const int64_t *in_letters = l->form_letters + numbers[i];
            const int32_t term = l->terms[numbers[i]];
            word = (struct spelling){l->grams + in_grams[0],     l->grams + in_grams[1],
                                     l->letters + in_letters[0], in_letters[1] - in_letters[0],
                                     b->first_of[term],          b->end_of[term],
                                     l->shares[numbers[i]]};
        } else {
            word = (struct spelling){grams,           grams + others->grams, letters,
                                     others->letters, others->first,         others->end,
                                     others->share};
            grams += others->grams;
            letters += others->letters;
            others++;
        }
        if (word.first < word.end || word.share > l->rare)
            word.length = 0;
        if (all + word.end - word.first + l->tied + 1 > room)
            return -2;
        const int64_t df = document_frequency(b, s, word.first, word.end);
        if (df < 0)
            return -1;
        struct asked *one = &asked[i];
        one->share = word.share;
        one->weight = idf(b, (double)df, word.share);
        one->sought = compare(b, l, s, &word, w->chosen, forms + all, alike + all, &one->letters);
        double tf = 0, likest = 0;
        for (int32_t form = word.first; form < word.end; form++)
            tf += b->most_tf[form];
        one->most = tf * (b->k1 + 1) / (tf + b->lengthened[b->least_size]);
        for (int64_t at = all; at < all + one->sought; at++) {
            likest = alike[at] > likest ? alike[at] : likest;
            w->word_of[at] = (int32_t)i;
        }
        /* What a text of `said` words is expected to hold of it, in nats. */
        const double info = -log(1 - pow(1 - word.share, e->said));
        *missing += info * (1 - (likest >= 2 ? 1 : likest >= e->alike ? likest : 0));
        all += one->sought;
        one->letters *= one->weight;
        weight += one->weight;
        mass += one->letters;
    }
    for (int64_t i = 0; i < count; i++) {
        asked[i].term = asked[i].weight / weight;
        asked[i].letters *= mass > 0 ? e->letters / mass : 0; /* letters there may be none */
    }
    return all;
}

/* The posts that match a question best, at most `limit`, in order; how many, or -2 where more than
 * `room` forms would be sought.
 *
 * Words are given by their numbers in the vocabulary, or as -1 and each with its structure.
 * Written are what is known of each word, the forms sought for all of them, one word's after the
 * other's, with how much they look like it (2 more for its own), how much is missing in all posts,
 * in nats, and of each hit what it holds of each word as a term and by its letters. */
int64_t search(const struct bm25 *b, const struct letters *l, const struct evidence *e,
               const int32_t *numbers, int64_t count, const struct word *others,
               const int32_t *grams, const uint32_t *letters, double more, int64_t limit,
               int64_t room, struct asked *asked, double *missing, struct hit *hits, double *held,
               double *alike, int32_t *forms) {
    const int64_t room_best = limit > e->enough ? limit : e->enough;
    const int64_t room_close = limit > e->candidates ? limit : e->candidates;
    const int64_t chosen = l->like + l->tied + 2;
    int64_t found = -1;
    struct workspace w = {0};
    struct scratch *s = scratch_take(b->forms, b->span);
    if (!s ||
        !workspace_take(&w, s, count, room, chosen, room_close, room_best, e->ons + e->backs - 1))
        goto done;
    const int64_t all = ask(b, l, e, s, numbers, count, others, grams, letters, &w, room, asked,
                            forms, alike, missing);
    if (all < 0) {
        found = all;
        goto done;
    }
    struct question q = {b,
                         e,
                         s,
                         more,
                         count,
                         asked,
                         forms,
                         alike,
                         w.word_of,
                         w.waiting,
                         0,
                         w.evidence,
                         w.evidence + 2 * count};
    wait_for(&q, &w, all, e->long_list);
    double least;
    found = closely(&q, w.waits, all, w.close, room_close, w.best, limit, &least);
    if (found >= 0 && q.waits) {
        /* Long lists waited for the candidates; not those that by themselves, whatever posts
         * around lend, could yet make others as good. */
        const double half = w.waiting[q.waits - 1].at_most / 2;
        if (settle(&q, &w, least > half ? least : half))
            found = closely(&q, w.waits, all, w.close, room_close, w.best, limit, &least);
    }
    for (int64_t i = 0; i < found; i++) {
        hits[i] = (struct hit){w.best[i].position, score(&q, w.best[i].position), 0};
        for (int64_t word = 0; word < count; word++) {
            const double term = own(&q)[2 * word], alike = own(&q)[2 * word + 1];
            hits[i].held += asked[word].weight * (term > 0 ? 1 : alike >= e->alike ? alike : 0);
        }
        memcpy(held + 2 * count * i, own(&q), 2 * (size_t)count * sizeof *held);
    }
done:
    if (s) {
        forget(s);
        scratch_give(s);
    }
    return found;
}

/* What a word of a question finds in a post. */
struct find {
    int32_t word, form; /* in the vocabulary */
    int32_t own;        /* whether it is one of the word's own forms */
    int32_t start, end; /* where it stands */
};

/* What the words of a question find in a post: of the forms sought for a word that the post holds,
 * those that look most like it, as far as they do by at least so much, or else more than any.
 *
 * The post's tokens are given by the numbers of their forms in the vocabulary, and by where they
 * stand, in integers of some widths.  How many there are, word after word, even where that is more
 * than there is room for; -1 where memory ran out. */
int64_t explain(int64_t words, const struct asked *asked, const int32_t *forms, const double *alike,
                const int32_t *numbers, const int32_t *tokens, const void *starts,
                int64_t starts_width, const void *lengths, int64_t lengths_width, int64_t count,
                double least, int64_t room, struct find *finds) {
    uint64_t size = 16;
    while (size < 2 * (uint64_t)count)
        size *= 2;
    /* One more than the place of the first token in each bucket, and of the next one after each. */
    int32_t *first = calloc(size + (uint64_t)count, sizeof *first), *next = first + size;
    double *likest = calloc((size_t)words + 1, sizeof *likest), most = 0;
    if (!first || !likest) {
        free(first);
        free(likest);
        return -1;
    }
    for (int64_t i = count - 1; i >= 0; i--) {
        int32_t *bucket = &first[mixed((uint64_t)tokens[i]) & (size - 1)];
        next[i] = *bucket;
        *bucket = (int32_t)i + 1;
    }
    int64_t found = 0;
    for (bool writes = false;; writes = true) {
        int64_t sought = 0;
        for (int64_t word = 0; word < words; word++)
            for (int64_t i = 0; i < asked[word].sought; i++, sought++) {
                const int32_t number = numbers[forms[sought]];
                const double look = alike[sought] < 2 ? alike[sought] : 2;
                if (writes ? look < likest[word] || look < least : look <= likest[word])
                    continue;
                int32_t place = first[mixed((uint64_t)number) & (size - 1)];
                for (; place; place = next[place - 1]) {
                    if (tokens[place - 1] != number)
                        continue;
                    likest[word] = look;
                    const int32_t start = number_at(starts, starts_width, place - 1);
                    const int32_t end = start + number_at(lengths, lengths_width, place - 1);
                    if (writes && found++ < room)
                        finds[found - 1] =
                            (struct find){(int32_t)word, number, look == 2, start, end};
                }
            }
        if (writes)
            break;
        for (int64_t word = 0; word < words; word++)
            most = likest[word] > most ? likest[word] : most;
        least = most < least ? most : least;
    }
    free(first);
    free(likest);
    return found;
}

/* Lists made from posts and words. */

/* Of each key the rows that have it among their values, rising.  Row i has the values of list
 * which[i].  Writes where the list of each key begins, and the last ends, and the lists; `starts`
 * has one more than there are keys, all 0 before. */
void lists_of(int64_t rows, const int32_t *which, const int64_t *bounds, const int32_t *values,
              int64_t keys, int32_t *starts, int32_t *lists) {
    for (int64_t row = 0; row < rows; row++)
        for (int64_t at = bounds[which[row]]; at < bounds[which[row] + 1]; at++)
            starts[values[at]]++;
    for (int64_t key = 0; key < keys; key++)
        starts[key + 1] += starts[key];
    /* From the end of each list, where it now is said to begin, to its beginning. */
    for (int64_t row = rows - 1; row >= 0; row--)
        for (int64_t at = bounds[which[row]]; at < bounds[which[row] + 1]; at++)
            lists[--starts[values[at]]] = (int32_t)row;
}

/* The buckets into which slips of words fall: those of row i, the form which[i] of the vocabulary,
 * from ends[i] to before ends[i + 1]. */
void slip_buckets(int64_t rows, const int32_t *which, const int64_t *form_letters,
                  const uint32_t *letters, int64_t mask, int64_t *ends, int32_t *buckets) {
    uint64_t found[MOST_LETTERS + 1];
    ends[0] = 0;
    for (int64_t row = 0; row < rows; row++) {
        const int64_t *here = form_letters + which[row];
        const int64_t length = here[1] - here[0];
        ends[row + 1] = ends[row];
        if (!length || length > MOST_LETTERS)
            continue;
        const int64_t count = slips(letters + here[0], length, mask, found);
        for (int64_t i = 0; i < count; i++)
            buckets[ends[row + 1]++] = (int32_t)found[i];
    }
}

/* Of each form the positions of the posts that hold it, rising, and how often; how many in all.
 * The tokens of post i, by their forms, are from token_bounds[i] to before token_bounds[i + 1].
 * `bounds` has one more than there are forms, all 0 before; there is room for all tokens. */
int64_t posting_lists(int64_t posts, const int64_t *token_bounds, const int32_t *tokens,
                      const int32_t *positions, int64_t forms, int64_t *bounds, int32_t *lists,
                      int32_t *tf) {
    for (int64_t at = 0; at < token_bounds[posts]; at++)
        bounds[tokens[at]]++;
    for (int64_t form = 0; form < forms; form++)
        bounds[form + 1] += bounds[form];
    for (int64_t post = posts - 1; post >= 0; post--)
        for (int64_t at = token_bounds[post]; at < token_bounds[post + 1]; at++)
            lists[--bounds[tokens[at]]] = positions[post];
    int64_t count = 0;
    for (int64_t form = 0; form < forms; form++) {
        const int64_t begin = bounds[form], first = count;
        bounds[form] = count;
        for (int64_t at = begin; at < bounds[form + 1]; at++) {
            if (count > first && lists[count - 1] == lists[at]) {
                tf[count - 1]++;
            } else {
                lists[count] = lists[at];
                tf[count++] = 1;
            }
        }
    }
    bounds[forms] = count;
    return count;
}

/* Set the flag of each number. */
void mark(const int32_t *numbers, int64_t count, uint8_t *flags) {
    for (int64_t i = 0; i < count; i++)
        flags[numbers[i]] = 1;
}
