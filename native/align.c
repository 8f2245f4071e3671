/* Which words of two names are one: leadcli/matching/align.py. What is rare (acronyms, glued writings, word forms,
 * places) is asked of its functions. */
#include "compare.h"
#include <stdlib.h>

Layout word_layout, name_layout, mention_layout, form_layout, around_layout;
static const char *const KIND_NAMES[KINDS] = {"core", "weak", "number", "place", "branch", "person", "noise"};
static PyObject *kinds[KINDS];
static double c_ending, c_script, c_glued, c_least;
static Py_ssize_t longest_run, least_glued, most_glued, slack, far, least_root, longest_end;
static PyObject *f_is_acronym, *f_glued, *f_same_lemma, *f_place_key, *tails, *noun_vowels, *cyrillic;
static PyObject *places_of; /* word -> place, remembered */

int configure_align(PyObject *settings)
{
    if (layout_of(settings, "Word", "text fold stem kind weight segment", &word_layout) < 0 ||
        layout_of(settings, "Name", "words forms places key branch generic", &name_layout) < 0 ||
        number_setting(settings, "ENDING", &c_ending) || number_setting(settings, "SCRIPT", &c_script) ||
        number_setting(settings, "GLUED", &c_glued) || number_setting(settings, "LEAST", &c_least) ||
        size_setting(settings, "LONGEST_RUN", &longest_run) || size_setting(settings, "LEAST_GLUED", &least_glued) ||
        size_setting(settings, "MOST_GLUED", &most_glued) || size_setting(settings, "SLACK", &slack) ||
        size_setting(settings, "FAR", &far) || size_setting(settings, "LEAST_ROOT", &least_root) ||
        size_setting(settings, "LONGEST_END", &longest_end) ||
        object_setting(settings, "is_acronym_of", &f_is_acronym) ||
        object_setting(settings, "glued_likeness", &f_glued) ||
        object_setting(settings, "same_lemma", &f_same_lemma) || object_setting(settings, "place_key", &f_place_key) ||
        object_setting(settings, "TAILS", &tails) || object_setting(settings, "NOUN_VOWELS", &noun_vowels) ||
        object_setting(settings, "CYRILLIC", &cyrillic))
        return -1;
    if (!PyFrozenSet_Check(tails) || !PyUnicode_Check(noun_vowels) || !PyUnicode_Check(cyrillic)) {
        PyErr_SetString(PyExc_TypeError, "TAILS: a frozenset; NOUN_VOWELS, CYRILLIC: strings");
        return -1;
    }
    for (int i = 0; i < KINDS; i++)
        if (kinds[i] == NULL && (kinds[i] = PyUnicode_InternFromString(KIND_NAMES[i])) == NULL)
            return -1;
    Py_XSETREF(places_of, PyDict_New());
    return places_of == NULL ? -1 : 0;
}

/* --- words ---------------------------------------------------------------------------------------------------------- */
int kind_of(PyObject *kind)
{
    for (int i = 0; i < KINDS; i++)
        if (kind == kinds[i])
            return i;
    for (int i = 0; i < KINDS; i++)
        if (PyUnicode_Check(kind) && PyUnicode_Compare(kind, kinds[i]) == 0)
            return i;
    PyErr_SetString(PyExc_ValueError, "a word of no kind");
    return -1;
}

static int rare(const Rarity *rarity, PyObject *fold, double *value)
{
    PyObject *known = PyDict_GetItemWithError(rarity->rarities, fold);
    if (known != NULL) {
        *value = PyFloat_AsDouble(known);
        return 0;
    }
    if (PyErr_Occurred() || (known = PyObject_CallOneArg(rarity->rarity, fold)) == NULL)
        return -1;
    *value = PyFloat_AsDouble(known);
    Py_DECREF(known);
    return PyErr_Occurred() ? -1 : 0;
}

static int read_word(PyObject *object, const Rarity *rarity, W *word)
{
    if (!Py_IS_TYPE(object, word_layout.type)) {
        PyErr_SetString(PyExc_TypeError, "compare: names hold words");
        return -1;
    }
    word->object = object;
    word->text = FIELD(object, WORD(TEXT)), word->fold = FIELD(object, WORD(FOLD)), word->stem = FIELD(object, WORD(STEM));
    if ((word->kind = kind_of(FIELD(object, WORD(KIND)))) < 0)
        return -1;
    word->weight = PyFloat_AsDouble(FIELD(object, WORD(WEIGHT)));
    word->segment = PyLong_AsLong(FIELD(object, WORD(SEGMENT)));
    double share = 1.0;
    if ((word->kind == CORE || word->kind == WEAK) && rare(rarity, word->fold, &share) < 0)
        return -1;
    word->weigh = word->weight * share;
    return PyErr_Occurred() ? -1 : 0;
}

static inline int begin_alike(PyObject *a, PyObject *b)
{
    return length(a) && length(b) ? letter(a, 0) == letter(b, 0) : length(a) == length(b);
}

static inline int end_alike(PyObject *a, PyObject *b)
{
    return length(a) && length(b) ? letter(a, length(a) - 1) == letter(b, length(b) - 1) : length(a) == length(b);
}

static int among(PyObject *letters, Py_UCS4 one)
{
    return PyUnicode_FindChar(letters, one, 0, length(letters), 1) >= 0;
}

static int is_cyrillic(PyObject *text)
{
    if (PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND)
        return 0;
    for (Py_ssize_t i = 0; i < length(text); i++) {
        Py_UCS4 one = letter(text, i);
        if (one > 0xFF && among(cyrillic, one))
            return 1;
    }
    return 0;
}

static int is_alpha(PyObject *text)
{
    for (Py_ssize_t i = 0; i < length(text); i++)
        if (!Py_UNICODE_ISALPHA(letter(text, i)))
            return 0;
    return length(text) > 0;
}

/* The place that a word names, borrowed; NULL on an error. */
static PyObject *place_of(PyObject *text)
{
    PyObject *known = PyDict_GetItemWithError(places_of, text);
    if (known != NULL || PyErr_Occurred())
        return known;
    if (PyDict_GET_SIZE(places_of) >= 1 << 17)
        PyDict_Clear(places_of);
    PyObject *found = PyObject_CallOneArg(f_place_key, text);
    if (found == NULL)
        return NULL;
    int failed = PyDict_SetItem(places_of, text, found);
    Py_DECREF(found); /* the dict keeps it */
    return failed ? NULL : found;
}

/* inflection.ends_otherwise */
static int ends_otherwise(PyObject *one, PyObject *other)
{
    PyObject *brief = length(other) < length(one) ? other : one, *full = brief == one ? other : one;
    Py_ssize_t size = length(brief);
    if (size < 3 || PyUnicode_Tailmatch(full, brief, 0, length(full), -1) != 1 ||
        among(noun_vowels, letter(brief, size - 1)))
        return 0;
    PyObject *tail = PyUnicode_Substring(full, size, length(full));
    if (tail == NULL)
        return -1;
    int found = PySet_Contains(tails, tail);
    Py_DECREF(tail);
    return found;
}

static int differ_at_the_end(PyObject *one, PyObject *other)
{
    Py_ssize_t kept = 0, shorter = length(one) < length(other) ? length(one) : length(other);
    while (kept < shorter && letter(one, kept) == letter(other, kept))
        kept++;
    return kept >= least_root && shorter - kept <= longest_end;
}

/* align.word_likeness: -1 on an error. */
static double word_likeness(const W *a, const W *b, int deep, int *how)
{
    *how = SPELLING;
    if (equal(a->fold, b->fold)) {
        *how = equal(a->text, b->text) ? SAME : is_cyrillic(a->text) != is_cyrillic(b->text) ? SCRIPT : WRITING;
        return 1.0;
    }
    if (a->kind == NUMBER || b->kind == NUMBER)
        return 0.0;
    if (length(a->text) == 1 || length(b->text) == 1) {
        if (begin_alike(a->text, b->text) && a->kind == CORE && b->kind == CORE) {
            *how = INITIAL;
            return c_ending;
        }
        return 0.0;
    }
    *how = ENDING;
    if (equal(a->stem, b->stem) || equal(a->stem, b->fold) || equal(a->fold, b->stem))
        return c_ending;
    int ends = ends_otherwise(a->text, b->text);
    if (ends)
        return ends < 0 ? -1.0 : c_ending;
    if (deep && differ_at_the_end(a->text, b->text) && is_cyrillic(a->text)) {
        PyObject *same = PyObject_CallFunctionObjArgs(f_same_lemma, a->text, b->text, NULL);
        int truth = same == NULL ? -1 : PyObject_IsTrue(same);
        Py_XDECREF(same);
        if (truth)
            return truth < 0 ? -1.0 : c_ending;
    }
    PyObject *ours = place_of(a->text), *theirs = ours == NULL ? NULL : length(ours) ? place_of(b->text) : ours;
    if (theirs == NULL)
        return -1.0;
    if (length(ours) && length(theirs)) {
        *how = AT_PLACE;
        return equal(ours, theirs) ? 0.9 : 0.0;
    }
    *how = SPELLING;
    double alike = likeness_of(text_of(a->fold), text_of(b->fold));
    if (length(a->stem) > 4 && length(b->stem) > 4) {
        double stems = likeness_of(text_of(a->stem), text_of(b->stem)) * c_ending;
        alike = stems > alike ? stems : alike;
    }
    Py_ssize_t size_a = length(a->fold), size_b = length(b->fold);
    if (alike >= c_script && size_a >= 5 && size_b >= 5 && size_a - size_b <= 1 && size_b - size_a <= 1 &&
        is_cyrillic(a->text) != is_cyrillic(b->text)) {
        double script = size_b >= 7 ? 0.93 : 0.88;
        *how = SCRIPT;
        return alike > script ? alike : script;
    }
    return alike;
}

/* --- alignment -------------------------------------------------------------------------------------------------------- */
static int add(Found *found, Possible one)
{
    if (found->size == found->room) {
        int room = found->room ? 2 * found->room : 64;
        Possible *items = PyMem_Realloc(found->items, (size_t)room * sizeof *items);
        if (items == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        found->items = items, found->room = room;
    }
    one.count = found->size;
    found->items[found->size++] = one;
    return 0;
}

/* The words that count: all but noise, or all where there is nothing else. */
int read_side(PyObject *name, const Rarity *rarity, Side *side)
{
    PyObject *words = FIELD(name, NAME(WORDS));
    Py_ssize_t count = PyTuple_GET_SIZE(words);
    side->size = 0, side->name = name;
    if (count > MOST)
        return 1;
    int telling = 0;
    W all[MOST];
    for (Py_ssize_t i = 0; i < count; i++) {
        if (read_word(PyTuple_GET_ITEM(words, i), rarity, &all[i]) < 0)
            return -1;
        telling += all[i].kind != NOISE;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        if (!telling || all[i].kind != NOISE)
            side->words[side->size++] = all[i];
    return 0;
}

PyObject *words_of(const Side *side, uint64_t bits)
{
    Py_ssize_t count = 0, at = 0;
    for (int i = 0; i < side->size; i++)
        count += bits >> i & 1;
    PyObject *words = PyTuple_New(count);
    for (int i = 0; words != NULL && i < side->size; i++)
        if (bits >> i & 1)
            PyTuple_SET_ITEM(words, at++, Py_NewRef(side->words[i].object));
    return words;
}

/* Whether a word may be an acronym of words at all: each gives its first letter, or that and one more. */
static int may_be_acronym(PyObject *text, const W *run, int size)
{
    uint64_t ends = 1;
    Py_ssize_t letters = length(text);
    for (int n = 0; n < size && ends; n++) {
        PyObject *word = run[n].text;
        uint64_t next = 0;
        for (Py_ssize_t end = 0; end < letters; end++)
            if (ends >> end & 1 && length(word) && letter(text, end) == letter(word, 0))
                next |= (uint64_t)3 << (end + 1);
        ends = next;
    }
    return ends >> letters & 1;
}

static int ask(PyObject *function, const W *one, const Side *others, uint64_t bits, double *answer)
{
    PyObject *run = words_of(others, bits);
    PyObject *said = run == NULL ? NULL : PyObject_CallFunctionObjArgs(function, one->object, run, NULL);
    Py_XDECREF(run);
    if (said == NULL)
        return -1;
    *answer = PyFloat_AsDouble(said);
    Py_DECREF(said);
    return *answer == -1.0 && PyErr_Occurred() ? -1 : 0;
}

/* Letters written after others; what does not fit is not written, as it is longer than any word anyway. */
#define WRITTEN 512

static void write_on(Py_UCS4 *letters, Text *text, PyObject *fold)
{
    for (Py_ssize_t i = 0; i < length(fold) && text->size < WRITTEN; i++)
        letters[text->size++] = letter(fold, i);
}

/* A word on one side for a run of words on the other: align._runs. */
static int runs(const Side *ones, const Side *others, int mirrored, Found *found)
{
    for (int place = 0; place < ones->size; place++) {
        const W *one = &ones->words[place];
        int known = one->kind == NUMBER || !is_alpha(one->text);
        for (int n = 0; n < others->size && !known; n++)
            known = equal(others->words[n].fold, one->fold);
        if (known)
            continue;
        Py_ssize_t text_size = length(one->text), size = length(one->fold);
        int brief = 3 <= text_size && text_size <= longest_run;
        for (int start = 0; start < others->size - 1; start++) {
            const W *first = &others->words[start];
            int initial = brief && begin_alike(one->fold, first->fold);
            if (first->kind == NUMBER || !(initial || size >= least_glued))
                continue;
            Py_UCS4 letters[WRITTEN];
            Text written = {PyUnicode_4BYTE_KIND, letters, 0};
            write_on(letters, &written, first->fold);
            double value = first->weigh;
            for (int end = start + 1; end < others->size && end < start + longest_run; end++) {
                const W *last = &others->words[end];
                if (last->kind == NUMBER || last->segment != first->segment)
                    break;
                write_on(letters, &written, last->fold);
                value += last->weigh;
                int fits = size >= least_glued && end - start < most_glued && written.size - size <= slack &&
                           size - written.size <= slack &&
                           (begin_alike(one->fold, first->fold) || end_alike(one->fold, last->fold)) &&
                           edits_of(text_of(one->fold), written) <= far;
                if (!(fits || initial))
                    continue;
                uint64_t bits = ((uint64_t)2 << end) - ((uint64_t)1 << start);
                double alike = 0.0;
                int how = ACRONYM;
                if (initial && (is_cyrillic(one->text) != is_cyrillic(first->text) ||
                                may_be_acronym(one->text, first, end - start + 1))) {
                    if (ask(f_is_acronym, one, others, bits, &alike) < 0)
                        return -1;
                    alike = alike ? 0.95 : 0.0;
                }
                if (alike == 0.0 && fits) {
                    how = GLUED;
                    if (ask(f_glued, one, others, bits, &alike) < 0)
                        return -1;
                }
                if (alike == 0.0)
                    continue;
                Possible one_run = {value + alike + 0.5, alike, mirrored ? start : place, mirrored ? place : start, 0, how,
                                    mirrored ? bits : (uint64_t)1 << place, mirrored ? (uint64_t)1 << place : bits};
                if (add(found, one_run) < 0)
                    return -1;
            }
        }
    }
    return 0;
}

static int likelier(const void *one, const void *other)
{
    const Possible *a = one, *b = other;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    if (a->i != b->i)
        return a->i < b->i ? -1 : 1;
    if (a->j != b->j)
        return a->j < b->j ? -1 : 1;
    return a->count < b->count ? -1 : 1;
}

int possible(const Side *ours, const Side *theirs, int deep, Found *found)
{
    for (int i = 0; i < ours->size; i++)
        for (int j = 0; j < theirs->size; j++) {
            int how;
            double alike = word_likeness(&ours->words[i], &theirs->words[j], deep, &how);
            if (alike < 0.0)
                return -1;
            if (alike >= c_least) {
                double a = ours->words[i].weigh, b = theirs->words[j].weigh, weight = b < a ? b : a;
                Possible pair = {alike * weight + alike - 0.001 * (double)(i < j ? j - i : i - j), alike, i, j, 0, how,
                                 (uint64_t)1 << i, (uint64_t)1 << j};
                if (add(found, pair) < 0)
                    return -1;
            }
        }
    if (theirs->size > 1 && runs(ours, theirs, 0, found) < 0)
        return -1;
    if (ours->size > 1 && runs(theirs, ours, 1, found) < 0)
        return -1;
    return 0;
}

void choose(const Side *ours, const Side *theirs, Found *found, Aligned *aligned)
{
    uint64_t left = 0, right = 0, all = ours->size == 64 ? ~(uint64_t)0 : ((uint64_t)1 << ours->size) - 1;
    uint64_t all_theirs = theirs->size == 64 ? ~(uint64_t)0 : ((uint64_t)1 << theirs->size) - 1;
    if (found->size > 1)
        qsort(found->items, (size_t)found->size, sizeof *found->items, likelier);
    aligned->size = 0;
    for (int n = 0; n < found->size; n++) {
        const Possible *one = &found->items[n];
        if (one->left & left || one->right & right)
            continue;
        left |= one->left, right |= one->right;
        int place = aligned->size++;
        for (; place > 0 && aligned->pairs[place - 1].i > one->i; place--)
            aligned->pairs[place] = aligned->pairs[place - 1];
        aligned->pairs[place] = *one;
    }
    int telling = 0;
    for (int i = 0; i < ours->size; i++) {
        int kind = ours->words[i].kind;
        telling |= left >> i & 1 && (kind == CORE || kind == NUMBER || kind == PERSON);
    }
    uint64_t alone = all & ~left, near = 0;
    for (int i = 0; i < ours->size; i++) {
        if (!(alone >> i & 1))
            continue;
        for (int n = 0; n < ours->size; n++) {
            int kind = ours->words[n].kind;
            if (left >> n & 1 && (!telling || kind == CORE || kind == NUMBER || kind == PERSON) &&
                ours->words[n].segment == ours->words[i].segment)
                near |= (uint64_t)1 << i;
        }
    }
    aligned->caller_alone = near;
    aligned->remarks = alone & ~near;
    aligned->label_alone = all_theirs & ~right;
}
