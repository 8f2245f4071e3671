/* Which words of two names correspond: leadcli/resolution/comparison/alignment.py. */
#include "core.h"

/* What a run of words needs Python for, and the dictionary: rare cases, answered by pair.ask. */
enum question { IS_GLUED, IS_ACRONYM, IS_FOLDED_ACRONYM, ENDS_OTHERWISE, IS_FORM };

static double ask(enum question question, Text one, const Word *const *others, int count)
{
    PyObject *texts = PyTuple_New(count), *found = NULL;
    double answer = -1.0;
    for (int i = 0; texts != NULL && i < count; i++) {
        PyObject *text = PyUnicode_DecodeUTF8((const char *)others[i]->text.at, others[i]->text.size, "surrogatepass");
        if (text == NULL)
            Py_CLEAR(texts);
        else
            PyTuple_SET_ITEM(texts, i, text);
    }
    if (texts != NULL)
        found = PyObject_CallFunction(settings.ask, "is#O", (int)question, (const char *)one.at, (Py_ssize_t)one.size, texts);
    Py_XDECREF(texts);
    if (found != NULL)
        answer = PyFloat_AsDouble(found);
    Py_XDECREF(found);
    return answer;
}

/* Whether two texts begin with the same letter. */
static int begin_alike(Text a, Text b)
{
    int size = *a.at < 0x80 ? 1 : *a.at < 0xe0 ? 2 : *a.at < 0xf0 ? 3 : 4;
    return a.size >= size && b.size >= size && memcmp(a.at, b.at, (size_t)size) == 0;
}

/* Whether two words are forms of one: as one is the other with an ending, or, if it is asked, by the dictionary. */
static int are_forms(const Word *a, const Word *b, int deep)
{
    const Word *shorter = b->letters < a->letters ? b : a, *longer = shorter == a ? b : a;
    int size = shorter->text.size, found = 0;
    if (longer->text.size > size && longer->letters - shorter->letters <= settings.longest_tail && memcmp(longer->text.at, shorter->text.at, (size_t)size) == 0)
        found = (int)ask(ENDS_OTHERWISE, a->text, &b, 1);
    if (found == 0 && deep && a->cyrillic && begin_alike(a->text, b->text))
        found = (int)ask(IS_FORM, a->text, &b, 1);
    return found;
}

double word_likeness(const Word *a, const Word *b, int deep, int *how)
{
    int scripts_differ = a->cyrillic != b->cyrillic;
    if (same_text(a->fold, b->fold)) {
        *how = same_text(a->text, b->text) ? SAME : scripts_differ ? SCRIPT : WRITING;
        return 1.0;
    }
    *how = SPELLING;
    if (a->kind == NUMBER || b->kind == NUMBER)
        return 0.0;
    if (a->letters == 1 || b->letters == 1) {
        if (a->kind != CORE || b->kind != CORE || !begin_alike(a->text, b->text))
            return 0.0;
        *how = INITIAL;
        return settings.ending;
    }
    int forms = same_text(a->stem, b->stem) || same_text(a->stem, b->fold) || same_text(a->fold, b->stem);
    if (forms || (forms = are_forms(a, b, deep))) {
        *how = ENDING;
        return forms < 0 ? -1.0 : settings.ending;
    }
    if (a->place.size && b->place.size) {
        *how = SAME_PLACE;
        return same_text(a->place, b->place) ? 0.9 : 0.0;
    }
    double alike = likeness(a->fold, b->fold);
    if (a->stem.size > 4 && b->stem.size > 4)
        alike = larger(alike, likeness(a->stem, b->stem) * settings.ending);
    int shorter = a->fold.size < b->fold.size ? a->fold.size : b->fold.size;
    if (alike >= settings.script && shorter >= 5 && abs(a->fold.size - b->fold.size) <= 1 && scripts_differ) {
        double least = b->fold.size >= 7 ? 0.93 : 0.88;
        *how = SCRIPT;
        return alike < least ? least : alike;
    }
    return alike;
}

/* alignment.is_acronym_of: no longer than what the words may give; else it is asked for. */
static int is_acronym_of(const Word *one, const Word *const *run, int count)
{
    int folded = one->cyrillic != run[0]->cyrillic, most = 0;
    for (int w = 0; w < count; w++)
        most += run[w]->given;
    if ((folded ? one->fold.size : one->letters) > most)
        return 0;
    return (int)ask(folded ? IS_FOLDED_ACRONYM : IS_ACRONYM, folded ? one->fold : one->text, run, count);
}

/* alignment.glued_likeness */
static double glued_likeness(const Word *one, const Word *const *run, int count)
{
    int how;
    for (int i = 0; i < count; i++)
        if (word_likeness(one, run[i], 0, &how) >= settings.glued)
            return 0.0;
    return ask(IS_GLUED, one->text, run, count);
}

/* A word on one side for a run of words on the other: alignment._runs. ``swapped``: the one word is the label's. */
static int runs(const Word *const *ones, int one_count, const Word *const *others, int count, int swapped,
                Possible *possible, int *found)
{
    uint8_t written[MOST_LETTERS];
    for (int place = 0; place < one_count; place++) {
        const Word *one = ones[place];
        int known = one->kind == NUMBER || !one->alphabetic, size = one->fold.size;
        for (int i = 0; i < count && !known; i++)
            known = same_text(one->fold, others[i]->fold);
        if (known)
            continue;
        int is_short = one->letters >= 3 && one->letters <= settings.longest_run;
        for (int start = 0; start + 1 < count; start++) {
            const Word *first = others[start];
            int begins = size && first->fold.size ? *one->fold.at == *first->fold.at : size == first->fold.size;
            int initial = is_short && begins;
            if (first->kind == NUMBER || !(initial || size >= settings.least_glued))
                continue;
            Text run = {written, 0};
            uint8_t *rest = append(&run, written, first->fold);
            double weight = weigh(first);
            for (int end = start + 1; end < count && end < start + settings.longest_run; end++) {
                const Word *last = others[end];
                if (last->kind == NUMBER || last->segment != first->segment)
                    break;
                rest = append(&run, rest, last->fold);
                weight += weigh(last);
                int ends = size && last->fold.size ? one->fold.at[size - 1] == last->fold.at[last->fold.size - 1]
                                                   : size == last->fold.size;
                int fits = size >= settings.least_glued && end - start < settings.most_glued &&
                           abs(run.size - size) <= settings.slack && (begins || ends) &&
                           distance(one->fold, run, 1, 0, (int)settings.far) <= settings.far;
                if (!(fits || initial))
                    continue;
                int acronym = initial ? is_acronym_of(one, others + start, end + 1 - start) : 0;
                double alike = acronym ? settings.acronym : fits ? glued_likeness(one, others + start, end + 1 - start) : 0.0;
                if (acronym < 0 || alike < 0.0)
                    return -1;
                if (alike == 0.0)
                    continue;
                uint64_t bits = ((uint64_t)1 << (end + 1)) - ((uint64_t)1 << start), own = (uint64_t)1 << place;
                if (*found == MOST_POSSIBLE)
                    return 0;
                possible[*found] = (Possible){weight + alike + 0.5, swapped ? start : place, swapped ? place : start, *found,
                                              acronym ? ACRONYM : GLUED, swapped ? bits : own, swapped ? own : bits, alike};
                (*found)++;
            }
        }
    }
    return 1;
}

static int by_value(const void *left, const void *right)
{
    const Possible *a = left, *b = right;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    return a->i != b->i ? a->i - b->i : a->j != b->j ? a->j - b->j : a->count - b->count;
}

static double weight_of(const Word *const *words, uint64_t bits)
{
    double weight = 0.0;
    for (int i = 0; bits; i++, bits >>= 1)
        if (bits & 1)
            weight += weigh(words[i]);
    return weight;
}

static int possible_pairs(const Name *caller, const Name *label, int deep, Possible *possible, int *count)
{
    for (int i = 0; i < caller->uses; i++)
        for (int j = 0; j < label->uses; j++) {
            const Word *a = caller->used[i], *b = label->used[j];
            int how;
            double alike = word_likeness(a, b, deep, &how), ours = weigh(a), theirs = weigh(b);
            if (alike < 0.0)
                return -1;
            if (alike < settings.least)
                continue;
            double value = alike * (ours < theirs ? ours : theirs) + alike - 0.001 * abs(i - j);
            if (*count == MOST_POSSIBLE)
                return 0;
            possible[*count] = (Possible){value, i, j, *count, how, (uint64_t)1 << i, (uint64_t)1 << j, alike};
            (*count)++;
        }
    int done = label->uses > 1 ? runs(caller->used, caller->uses, label->used, label->uses, 0, possible, count) : 1;
    if (done > 0 && caller->uses > 1)
        done = runs(label->used, label->uses, caller->used, caller->uses, 1, possible, count);
    return done;
}

/* The caller's words that stand alone, in segments that name somebody here, and in others: remarks. */
static void part_alone(const Name *caller, uint64_t taken, Alignment *found)
{
    uint64_t naming = 0;
    for (int i = 0; i < caller->uses; i++) {
        int kind = caller->used[i]->kind;
        naming |= (uint64_t)(kind == CORE || kind == NUMBER || kind == PERSON) << i & taken;
    }
    naming = naming ? naming : taken;
    for (int i = 0; i < caller->uses; i++) {
        int named = 0;
        for (int j = 0; j < caller->uses; j++)
            named |= (naming >> j & 1) && caller->used[j]->segment == caller->used[i]->segment;
        *(named ? &found->caller_alone : &found->remarks) |= (uint64_t)1 << i & ~taken;
    }
}

#define FIRST_BIT(bits) ((bits) & (~(bits) + 1))

int align(const Name *caller, const Name *label, int deep, Possible *possible, Alignment *found)
{
    uint64_t ours = 0, theirs = 0;
    int count = 0, done = possible_pairs(caller, label, deep, possible, &count);
    uint64_t all_ours = ((uint64_t)1 << caller->uses) - 1, all_theirs = ((uint64_t)1 << label->uses) - 1;
    found->pairs = 0, found->hows = 0, found->weight = 0.0, found->caller_alone = found->label_alone = found->remarks = 0;
    if (done <= 0)
        return done;
    if (count == 0) {
        found->label_alone = all_theirs, found->caller_alone = all_ours;
        return 1;
    }
    qsort(possible, (size_t)count, sizeof *possible, by_value);
    for (int p = 0; p < count; p++) {
        const Possible *one = &possible[p];
        if (one->caller & ours || one->label & theirs)
            continue;
        ours |= one->caller, theirs |= one->label;
        int at = found->pairs++;
        for (; at && FIRST_BIT(found->pair[at - 1].caller) > FIRST_BIT(one->caller); at--) /* in the caller's order */
            found->pair[at] = found->pair[at - 1];
        found->pair[at] = (Pair){one->caller, one->label, one->alike, weight_of(label->used, one->label), one->how};
        found->hows |= 1u << one->how;
    }
    part_alone(caller, ours, found);
    found->label_alone = all_theirs & ~theirs;
    double alone = 0.0;
    for (int p = 0; p < found->pairs; p++)
        found->weight += found->pair[p].weight;
    for (int j = 0; j < label->uses; j++)
        alone += found->label_alone >> j & 1 && label->used[j]->kind != PLACE ? weigh(label->used[j]) : 0.0;
    found->weight += alone;
    return 1;
}
