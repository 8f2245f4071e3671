/* Which words of two names are one: leadcli/resolution/comparison/alignment.py. What is rare (acronyms, glued writings, word forms,
 * places) is asked of its functions. */
#include "compare.h"
#include <math.h>
#include <stdlib.h>

Layout word_layout, name_layout, mention_layout, form_layout, around_layout;
static const char *const KIND_NAMES[KINDS] = {"core", "weak", "number", "place", "branch", "person", "noise"};
static PyObject *kinds[KINDS];
static double c_ending, c_script, c_least, c_glued;
static Py_ssize_t longest_run, least_glued, most_glued, slack, far, least_root, longest_tail;
static PyObject *f_is_acronym, *f_same_lemma, *f_place_key, *tails, *noun_vowels, *cyrillic;

/* What was asked of words, by a hash of their letters; of two words that meet in a slot the later one stays. */
#define SLOTS (1 << 16)
static struct { uint64_t word; double rarity; } rarities[SLOTS];
static struct { uint64_t word; int place; } places[SLOTS];
static PyObject *rarities_of;   /* whose they are: the directory's own dict */
static PyObject *place_numbers; /* place -> number, from 1 */

static uint64_t hash_of(const Text *text)
{
    uint64_t found = 0xCBF29CE484222325ULL ^ (uint64_t)text->size;
    for (Py_ssize_t i = 0; i < text->size; i++)
        found = (found ^ LETTER(*text, i)) * 0x100000001B3ULL;
    found ^= found >> 29;
    return found ? found : 1;
}

int configure_align(PyObject *settings)
{
    if (layout_of(settings, "Word", "text fold stem kind weight segment", &word_layout) < 0 ||
        layout_of(settings, "Name", "words forms places key branch generic", &name_layout) < 0 ||
        number_setting(settings, "ENDING", &c_ending) || number_setting(settings, "SCRIPT", &c_script) ||
        number_setting(settings, "LEAST", &c_least) || size_setting(settings, "LONGEST_TAIL", &longest_tail) ||
        size_setting(settings, "LONGEST_RUN", &longest_run) || size_setting(settings, "LEAST_GLUED", &least_glued) ||
        size_setting(settings, "MOST_GLUED", &most_glued) || size_setting(settings, "SLACK", &slack) ||
        size_setting(settings, "FAR", &far) || size_setting(settings, "LEAST_ROOT", &least_root) ||
        object_setting(settings, "is_acronym_of", &f_is_acronym) ||
        number_setting(settings, "GLUED", &c_glued) ||
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
    Py_XSETREF(place_numbers, PyDict_New());
    memset(places, 0, sizeof places);
    return place_numbers == NULL ? -1 : 0;
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

/* How rare a word is. object: the word as a string, or NULL. */
int rare(const Rarity *rarity, const Text *fold, PyObject *object, double *value)
{
    if (rarities_of != rarity->rarities) {
        Py_XSETREF(rarities_of, Py_NewRef(rarity->rarities));
        memset(rarities, 0, sizeof rarities);
    }
    uint64_t word = hash_of(fold);
    size_t slot = (size_t)(word & (SLOTS - 1));
    if (rarities[slot].word != word) {
        PyObject *string = object ? Py_NewRef(object) : string_of(fold);
        PyObject *found = string == NULL ? NULL : PyObject_CallOneArg(rarity->rarity, string);
        Py_XDECREF(string);
        if (found == NULL)
            return -1;
        rarities[slot].rarity = PyFloat_AsDouble(found);
        Py_DECREF(found);
        if (PyErr_Occurred())
            return -1;
        rarities[slot].word = word;
    }
    *value = rarities[slot].rarity;
    return 0;
}

static int read_word(PyObject *object, const Rarity *rarity, W *word)
{
    if (!Py_IS_TYPE(object, word_layout.type)) {
        PyErr_SetString(PyExc_TypeError, "compare: names hold words");
        return -1;
    }
    word->object = object;
    word->text = text_of(FIELD(object, WORD(TEXT)));
    word->fold = text_of(FIELD(object, WORD(FOLD)));
    word->stem = text_of(FIELD(object, WORD(STEM)));
    word->place = word->letters = -1;
    if ((word->kind = kind_of(FIELD(object, WORD(KIND)))) < 0)
        return -1;
    word->weight = PyFloat_AsDouble(FIELD(object, WORD(WEIGHT)));
    word->segment = PyLong_AsLong(FIELD(object, WORD(SEGMENT)));
    double share = 1.0;
    if ((word->kind == CORE || word->kind == WEAK) &&
        rare(rarity, &word->fold, FIELD(object, WORD(FOLD)), &share) < 0)
        return -1;
    word->weigh = word->weight * share;
    return PyErr_Occurred() ? -1 : 0;
}

static inline int begin_alike(const Text *a, const Text *b)
{
    return a->size && b->size ? LETTER(*a, 0) == LETTER(*b, 0) : a->size == b->size;
}

static inline int end_alike(const Text *a, const Text *b)
{
    return a->size && b->size ? LETTER(*a, a->size - 1) == LETTER(*b, b->size - 1) : a->size == b->size;
}

static int among(PyObject *letters, Py_UCS4 one)
{
    return PyUnicode_FindChar(letters, one, 0, PyUnicode_GET_LENGTH(letters), 1) >= 0;
}

int is_cyrillic(const Text *text)
{
    if (text->kind == PyUnicode_1BYTE_KIND)
        return 0;
    for (Py_ssize_t i = 0; i < text->size; i++) {
        Py_UCS4 one = LETTER(*text, i);
        if ((one >= 0x430 && one <= 0x44F) || (one > 0xFF && among(cyrillic, one)))
            return 1;
    }
    return 0;
}

/* The number of the place that a word names, 0 for none; -1 on an error. */
static int place_of(W *word)
{
    if (word->place >= 0)
        return word->place;
    uint64_t own = hash_of(&word->text);
    size_t slot = (size_t)(own & (SLOTS - 1));
    if (places[slot].word == own)
        return word->place = places[slot].place;
    places[slot].place = 0;
    {
        PyObject *string = string_of(&word->text);
        PyObject *name = string == NULL ? NULL : PyObject_CallOneArg(f_place_key, string), *number = NULL;
        Py_XDECREF(string);
        places[slot].word = 0;
        if (name == NULL)
            return -1;
        if (PyUnicode_GET_LENGTH(name) == 0)
            ;
        else if ((number = PyDict_GetItemWithError(place_numbers, name)) != NULL)
            places[slot].place = (int)PyLong_AsLong(number);
        else if (!PyErr_Occurred()) {
            places[slot].place = (int)PyDict_GET_SIZE(place_numbers) + 1;
            if ((number = PyLong_FromLong(places[slot].place)) != NULL)
                PyDict_SetItem(place_numbers, name, number);
            Py_XDECREF(number);
        }
        Py_DECREF(name);
        if (PyErr_Occurred())
            return -1;
    }
    places[slot].word = own;
    return word->place = places[slot].place;
}

/* inflection.ends_otherwise */
static int ends_otherwise(const Text *one, const Text *other)
{
    const Text *brief = other->size < one->size ? other : one, *full = brief == one ? other : one;
    Py_ssize_t size = brief->size;
    if (size < 3 || full->size > size + longest_tail || among(noun_vowels, LETTER(*brief, size - 1)))
        return 0;
    for (Py_ssize_t i = 0; i < size; i++)
        if (LETTER(*brief, i) != LETTER(*full, i))
            return 0;
    Text rest = {full->kind, (const char *)full->data + size * full->kind, full->size - size};
    PyObject *tail = string_of(&rest);
    if (tail == NULL)
        return -1;
    int found = PySet_Contains(tails, tail);
    Py_DECREF(tail);
    return found;
}

/* Whether two words begin alike as the forms of one do: inflection.may_be_forms then looks at their ends. */
static int share_a_root(const Text *one, const Text *other)
{
    Py_ssize_t kept = 0, shorter = one->size < other->size ? one->size : other->size;
    while (kept < shorter && kept < least_root && LETTER(*one, kept) == LETTER(*other, kept))
        kept++;
    return kept >= least_root;
}

static int same_lemma(const Text *one, const Text *other)
{
    PyObject *ours = string_of(one), *theirs = ours == NULL ? NULL : string_of(other);
    PyObject *same = theirs == NULL ? NULL : PyObject_CallFunctionObjArgs(f_same_lemma, ours, theirs, NULL);
    int truth = same == NULL ? -1 : PyObject_IsTrue(same);
    Py_XDECREF(ours);
    Py_XDECREF(theirs);
    Py_XDECREF(same);
    return truth;
}

/* align.word_likeness: -1 on an error. */
static double word_likeness(W *a, W *b, int deep, int *how)
{
    *how = SPELLING;
    if (equal(&a->fold, &b->fold)) {
        *how = equal(&a->text, &b->text) ? SAME : is_cyrillic(&a->text) != is_cyrillic(&b->text) ? SCRIPT : WRITING;
        return 1.0;
    }
    if (a->kind == NUMBER || b->kind == NUMBER)
        return 0.0;
    if (a->text.size == 1 || b->text.size == 1) {
        if (begin_alike(&a->text, &b->text) && a->kind == CORE && b->kind == CORE) {
            *how = INITIAL;
            return c_ending;
        }
        return 0.0;
    }
    *how = ENDING;
    if (equal(&a->stem, &b->stem) || equal(&a->stem, &b->fold) || equal(&a->fold, &b->stem))
        return c_ending;
    int ends = ends_otherwise(&a->text, &b->text);
    if (ends)
        return ends < 0 ? -1.0 : c_ending;
    if (deep && share_a_root(&a->text, &b->text) && is_cyrillic(&a->text)) {
        int same = same_lemma(&a->text, &b->text);
        if (same)
            return same < 0 ? -1.0 : c_ending;
    }
    int ours = place_of(a), theirs = ours > 0 ? place_of(b) : 0;
    if (ours < 0 || theirs < 0)
        return -1.0;
    if (ours && theirs) {
        *how = AT_PLACE;
        return ours == theirs ? 0.9 : 0.0;
    }
    *how = SPELLING;
    double alike = likeness_of(a->fold, b->fold);
    if (a->stem.size > 4 && b->stem.size > 4) {
        double stems = likeness_of(a->stem, b->stem) * c_ending;
        alike = stems > alike ? stems : alike;
    }
    Py_ssize_t size_a = a->fold.size, size_b = b->fold.size;
    if (alike >= c_script && size_a >= 5 && size_b >= 5 && size_a - size_b <= 1 && size_b - size_a <= 1 &&
        is_cyrillic(&a->text) != is_cyrillic(&b->text)) {
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

static int read_spots(PyObject *places, Side *side)
{
    if (PyTuple_GET_SIZE(places) > SPOTS)
        return 1;
    side->spot_count = (int)PyTuple_GET_SIZE(places);
    for (int n = 0; n < side->spot_count; n++) {
        PyObject *place = PyTuple_GET_ITEM(places, n);
        Spot *spot = &side->spots[n];
        spot->name = text_of(FIELD(place, MENTION(NAME))), spot->text = text_of(FIELD(place, MENTION(TEXT)));
        spot->strong = FIELD(place, MENTION(STRONG)) == Py_True;
        spot->adjective = FIELD(place, MENTION(ADJECTIVE)) == Py_True;
    }
    return 0;
}

/* A name: the words that count are all but noise, or all where there is nothing else. 1: it is left to Python. */
int read_side(PyObject *name, const Rarity *rarity, Side *side)
{
    PyObject *words = FIELD(name, NAME(WORDS)), *forms = FIELD(name, NAME(FORMS));
    Py_ssize_t count = PyTuple_GET_SIZE(words);
    side->name = name, side->record = NULL, side->label = NULL;
    if (count > MOST || read_spots(FIELD(name, NAME(PLACES)), side))
        return 1;
    side->branch = FIELD(name, NAME(BRANCH)) == Py_True, side->generic = FIELD(name, NAME(GENERIC)) == Py_True;
    side->key = text_of(FIELD(name, NAME(KEY)));
    side->forms = PyTuple_GET_SIZE(forms) > 0, side->person = 0, side->plain = 0, side->size = 0;
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(forms); n++)
        side->person |= is_person_form(FIELD(PyTuple_GET_ITEM(forms, n), FORM(KIND)));
    int telling = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (read_word(PyTuple_GET_ITEM(words, i), rarity, &side->words[i]) < 0)
            return -1;
        side->words[i].index = (int)i;
        telling += side->words[i].kind != NOISE;
        side->plain |= side->words[i].weight == plain_weight();
    }
    for (Py_ssize_t i = 0; i < count; i++)
        if (!telling || side->words[i].kind != NOISE)
            side->words[side->size++] = side->words[i];
    return 0;
}

/* Makes the name of a record, with its words, when Python is to be asked or told about it. */
int name_made(Side *side)
{
    if (side->name != NULL)
        return 0;
    if ((side->label = label_from(side->record, side->record_size)) == NULL) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "a record that was read cannot be made a label");
        return -1;
    }
    side->name = name_of_label(side->label);
    PyObject *words = FIELD(side->name, NAME(WORDS));
    for (int i = 0; i < side->size; i++)
        side->words[i].object = PyTuple_GET_ITEM(words, side->words[i].index);
    return 0;
}

PyObject *words_of(Side *side, uint64_t bits)
{
    if (bits && name_made(side) < 0)
        return NULL;
    Py_ssize_t count = 0, at = 0;
    for (int i = 0; i < side->size; i++)
        count += bits >> i & 1;
    PyObject *words = PyTuple_New(count);
    for (int i = 0; words != NULL && i < side->size; i++)
        if (bits >> i & 1)
            PyTuple_SET_ITEM(words, at++, Py_NewRef(side->words[i].object));
    return words;
}

/* Whether a word may be an acronym of words at all: each gives its first letter, or that and one more; one of two
 * letters gives both. acronyms.is_acronym then tells. */
static int may_be_acronym(const Text *text, const W *run, int size)
{
    uint64_t ends = 1;
    Py_ssize_t letters = text->size;
    for (int n = 0; n < size && ends; n++) {
        const Text *word = &run[n].text;
        uint64_t next = 0;
        for (Py_ssize_t end = 0; end < letters; end++) {
            if (!(ends >> end & 1) || word->size == 0 || LETTER(*text, end) != LETTER(*word, 0))
                continue;
            if (word->size != 2)
                next |= (uint64_t)1 << (end + 1);
            if (end + 1 < letters &&
                (word->size != 2 || LETTER(*text, end + 1) == LETTER(*word, 1)))
                next |= (uint64_t)1 << (end + 2);
        }
        ends = next;
    }
    return ends >> letters & 1;
}

static int ask(PyObject *function, Side *side, const W *one, Side *others, uint64_t bits, double *answer)
{
    if (name_made(side) < 0)
        return -1;
    PyObject *run = words_of(others, bits);
    PyObject *said = run == NULL ? NULL : PyObject_CallFunctionObjArgs(function, one->object, run, NULL);
    Py_XDECREF(run);
    if (said == NULL)
        return -1;
    *answer = PyFloat_AsDouble(said);
    Py_DECREF(said);
    return *answer == -1.0 && PyErr_Occurred() ? -1 : 0;
}

/* align.glued_likeness: -1 on an error, -2 when it is left to Python. */
static double glued_likeness(Side *ones, int place, Side *others, int start, int end)
{
    Written whole, joined;
    uint64_t bits = ((uint64_t)2 << end) - ((uint64_t)1 << start);
    int failed = together_of(ones->words, ones->size, (uint64_t)1 << place, &whole);
    if (!failed)
        failed = together_of(others->words, others->size, bits, &joined);
    if (failed)
        return failed < 0 ? -1.0 : -2.0;
    if (whole.size < least_glued || joined.size - whole.size > 1 || whole.size - joined.size > 1)
        return 0.0;
    double alike = likeness_of(text_of_written(&whole), text_of_written(&joined));
    for (int n = start; n <= end && alike >= c_glued; n++) {
        int how;
        double part = word_likeness(&ones->words[place], &others->words[n], 0, &how);
        if (part < 0.0 || part >= c_glued)
            return part < 0.0 ? -1.0 : 0.0;
    }
    return alike >= c_glued ? alike : 0.0;
}

static int is_of_letters(W *word)
{
    return word->letters >= 0 ? word->letters : (word->letters = is_alpha(&word->text));
}

/* A word on one side for a run of words on the other: align._runs. 1: it is left to Python. */
static int runs(Side *ones, Side *others, int mirrored, Found *found)
{
    for (int place = 0; place < ones->size; place++) {
        W *one = &ones->words[place];
        int known = one->kind == NUMBER || !is_of_letters(one);
        for (int n = 0; n < others->size && !known; n++)
            known = equal(&others->words[n].fold, &one->fold);
        if (known)
            continue;
        Py_ssize_t text_size = one->text.size, size = one->fold.size;
        int brief = 3 <= text_size && text_size <= longest_run;
        for (int start = 0; start < others->size - 1; start++) {
            const W *first = &others->words[start];
            int initial = brief && begin_alike(&one->fold, &first->fold);
            if (first->kind == NUMBER || !(initial || size >= least_glued))
                continue;
            Written written; /* the run up to a word, as soon as it is asked for */
            int written_to = start - 1;
            written.size = 0;
            Py_ssize_t length = first->fold.size;
            double value = first->weigh;
            for (int end = start + 1; end < others->size && end < start + longest_run; end++) {
                const W *last = &others->words[end];
                if (last->kind == NUMBER || last->segment != first->segment)
                    break;
                length += last->fold.size;
                value += last->weigh;
                int fits = size >= least_glued && end - start < most_glued && length - size <= slack &&
                           size - length <= slack &&
                           (begin_alike(&one->fold, &first->fold) || end_alike(&one->fold, &last->fold));
                while (fits && written_to < end)
                    if (write_text(&written, &others->words[++written_to].fold))
                        return 1;
                fits = fits && edits_of(one->fold, text_of_written(&written)) <= far;
                if (!(fits || initial))
                    continue;
                uint64_t bits = ((uint64_t)2 << end) - ((uint64_t)1 << start);
                double alike = 0.0;
                int how = ACRONYM;
                if (initial && (is_cyrillic(&one->text) != is_cyrillic(&first->text) ||
                                may_be_acronym(&one->text, first, end - start + 1))) {
                    if (ask(f_is_acronym, ones, one, others, bits, &alike) < 0)
                        return -1;
                    alike = alike ? 0.95 : 0.0;
                }
                if (alike == 0.0 && fits) {
                    how = GLUED;
                    alike = glued_likeness(ones, place, others, start, end);
                    if (alike < 0.0)
                        return alike == -1.0 ? -1 : 1;
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

/* align._possible: -1 on an error, 1 when it is left to Python. */
int possible(Side *ours, Side *theirs, int deep, Found *found)
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
    int failed = theirs->size > 1 ? runs(ours, theirs, 0, found) : 0;
    return failed || ours->size < 2 ? failed : runs(theirs, ours, 1, found);
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
