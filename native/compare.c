/* One label against one caller: leadcli/matching/align.py and signals.py, word for word, and the score of model.py.
 * What is rare (acronyms, glued writings, word forms, places) is asked of the Python functions. */
#include "native.h"
#include <math.h>
#include <string.h>

#define MOST 64  /* words of a name; longer ones are left to Python */
#define GRAMS 600 /* letters of a key; longer ones are left to Python */

enum { CORE, WEAK, NUMBER, PLACE, BRANCH, PERSON, NOISE, KINDS };
enum { SAME, WRITING, SCRIPT, ENDING, SPELLING, ACRONYM, GLUED, INITIAL, AT_PLACE, HOWS };
static const char *const KIND_NAMES[KINDS] = {"core", "weak", "number", "place", "branch", "person", "noise"};
static const char *const HOW_NAMES[HOWS] = {"same", "writing", "script", "ending", "spelling",
                                            "acronym", "glued", "initial", "place"};
enum {
    CALLER_COVERED, LABEL_COVERED, NGRAMS, CALLER_EXTRA, LABEL_EXTRA, WEAK_EXTRA, WORST_PAIR, NUMBER_CONFLICT,
    NUMBER_MISSING, CITY_AGREES, CITY_CONFLICT, PLACE_CONFLICT, PLACE_EXTRA, REMARK, SUPPORT, HAS_ACRONYM, HAS_GLUED,
    IS_SHORT, FORM_CONFLICT, TOLD, SIGNALS
};

/* --- what Python tells once: where the records keep their fields, constants, functions ---------------------------- */
static struct { Py_ssize_t text, fold, stem, kind, weight, segment; } WORD;
static struct { Py_ssize_t words, forms, places, key, branch, generic; } NAME;
static struct { Py_ssize_t name, strong, adjective, text; } MENTION;
static struct { Py_ssize_t kind; } FORM;
static struct { Py_ssize_t city, cities, explains, near, of_group; } AROUND;
static struct { Py_ssize_t caller, label, alike, how; } PAIR;
static struct { Py_ssize_t pairs, caller_alone, label_alone, remarks; } ALIGNED;
static PyTypeObject *word_type, *name_type, *mention_type, *form_type, *around_type, *pair_type, *aligned_type;
static PyObject *kinds[KINDS], *hows[HOWS], *signal_names[SIGNALS];
static double coefficients[SIGNALS], intercept;
static double c_ending, c_script, c_glued, c_least, c_trade, c_plain, c_hard;
static Py_ssize_t longest_run, least_glued, most_glued, slack, short_length, short_key;
static PyObject *f_together, *f_telling_key, *f_is_acronym, *f_glued, *f_same_lemma, *f_place_key, *families, *tails;
static PyObject *noun_vowels, *cyrillic;
static PyObject *places_of; /* word -> place, remembered */
static int ready = 0;

#define FIELD(object, offset) (*(PyObject **)((char *)(object) + (offset)))

static int offset_of(PyTypeObject *type, const char *name, Py_ssize_t *offset)
{
    PyObject *found = PyDict_GetItemString(type->tp_dict, name);
    if (found == NULL || !Py_IS_TYPE(found, &PyMemberDescr_Type)) {
        PyErr_Format(PyExc_TypeError, "%s.%s is no slot", type->tp_name, name);
        return -1;
    }
    *offset = ((PyMemberDescrObject *)found)->d_member->offset;
    return 0;
}

static int type_setting(PyObject *settings, const char *name, PyTypeObject **type)
{
    PyObject *found = setting(settings, name);
    if (found == NULL)
        return -1;
    if (!PyType_Check(found)) {
        PyErr_Format(PyExc_TypeError, "%s: a class", name);
        return -1;
    }
    Py_XSETREF(*type, (PyTypeObject *)Py_NewRef(found));
    return 0;
}

static int object_setting(PyObject *settings, const char *name, PyObject **object)
{
    PyObject *found = setting(settings, name);
    if (found == NULL)
        return -1;
    Py_XSETREF(*object, Py_NewRef(found));
    return 0;
}

static int size_setting(PyObject *settings, const char *name, Py_ssize_t *size)
{
    double value;
    if (number_setting(settings, name, &value) < 0)
        return -1;
    *size = (Py_ssize_t)value;
    return 0;
}

int configure_compare(PyObject *settings)
{
    ready = 0;
    if (type_setting(settings, "Word", &word_type) || type_setting(settings, "Name", &name_type) ||
        type_setting(settings, "Mention", &mention_type) || type_setting(settings, "Form", &form_type) ||
        type_setting(settings, "Circumstance", &around_type) || type_setting(settings, "Pair", &pair_type) ||
        type_setting(settings, "Alignment", &aligned_type))
        return -1;
    if (offset_of(word_type, "text", &WORD.text) || offset_of(word_type, "fold", &WORD.fold) ||
        offset_of(word_type, "stem", &WORD.stem) || offset_of(word_type, "kind", &WORD.kind) ||
        offset_of(word_type, "weight", &WORD.weight) || offset_of(word_type, "segment", &WORD.segment) ||
        offset_of(name_type, "words", &NAME.words) || offset_of(name_type, "forms", &NAME.forms) ||
        offset_of(name_type, "places", &NAME.places) || offset_of(name_type, "key", &NAME.key) ||
        offset_of(name_type, "branch", &NAME.branch) || offset_of(name_type, "generic", &NAME.generic) ||
        offset_of(mention_type, "name", &MENTION.name) || offset_of(mention_type, "strong", &MENTION.strong) ||
        offset_of(mention_type, "adjective", &MENTION.adjective) || offset_of(mention_type, "text", &MENTION.text) ||
        offset_of(form_type, "kind", &FORM.kind) || offset_of(around_type, "city", &AROUND.city) ||
        offset_of(around_type, "cities", &AROUND.cities) || offset_of(around_type, "explains", &AROUND.explains) ||
        offset_of(around_type, "near", &AROUND.near) || offset_of(around_type, "of_group", &AROUND.of_group) ||
        offset_of(pair_type, "caller", &PAIR.caller) || offset_of(pair_type, "label", &PAIR.label) ||
        offset_of(pair_type, "alike", &PAIR.alike) || offset_of(pair_type, "how", &PAIR.how) ||
        offset_of(aligned_type, "pairs", &ALIGNED.pairs) ||
        offset_of(aligned_type, "caller_alone", &ALIGNED.caller_alone) ||
        offset_of(aligned_type, "label_alone", &ALIGNED.label_alone) ||
        offset_of(aligned_type, "remarks", &ALIGNED.remarks))
        return -1;
    for (int i = 0; i < KINDS; i++)
        if (kinds[i] == NULL && (kinds[i] = PyUnicode_InternFromString(KIND_NAMES[i])) == NULL)
            return -1;
    for (int i = 0; i < HOWS; i++)
        if (hows[i] == NULL && (hows[i] = PyUnicode_InternFromString(HOW_NAMES[i])) == NULL)
            return -1;
    PyObject *names = setting(settings, "SIGNALS"), *weights = setting(settings, "coefficients");
    if (names == NULL || weights == NULL)
        return -1;
    if (!PyTuple_Check(names) || PyTuple_GET_SIZE(names) != SIGNALS) {
        PyErr_SetString(PyExc_ValueError, "SIGNALS: other signals than the core knows");
        return -1;
    }
    for (int i = 0; i < SIGNALS; i++) {
        PyObject *name = PyTuple_GET_ITEM(names, i);
        PyObject *weight = PyDict_GetItemWithError(weights, name);
        if (weight == NULL) {
            if (!PyErr_Occurred())
                PyErr_SetObject(PyExc_KeyError, name);
            return -1;
        }
        coefficients[i] = PyFloat_AsDouble(weight);
        Py_XSETREF(signal_names[i], Py_NewRef(name));
    }
    if (number_setting(settings, "intercept", &intercept) || number_setting(settings, "ENDING", &c_ending) ||
        number_setting(settings, "SCRIPT", &c_script) || number_setting(settings, "GLUED", &c_glued) ||
        number_setting(settings, "LEAST", &c_least) || number_setting(settings, "TRADE", &c_trade) ||
        number_setting(settings, "PLAIN", &c_plain) || number_setting(settings, "HARD_KEY", &c_hard) ||
        size_setting(settings, "LONGEST_RUN", &longest_run) || size_setting(settings, "LEAST_GLUED", &least_glued) ||
        size_setting(settings, "MOST_GLUED", &most_glued) || size_setting(settings, "SLACK", &slack) ||
        size_setting(settings, "SHORT", &short_length) || size_setting(settings, "SHORT_KEY", &short_key))
        return -1;
    if (object_setting(settings, "together", &f_together) || object_setting(settings, "telling_key", &f_telling_key) ||
        object_setting(settings, "is_acronym_of", &f_is_acronym) || object_setting(settings, "glued_likeness", &f_glued) ||
        object_setting(settings, "same_lemma", &f_same_lemma) || object_setting(settings, "place_key", &f_place_key) ||
        object_setting(settings, "FAMILIES", &families) || object_setting(settings, "TAILS", &tails) ||
        object_setting(settings, "NOUN_VOWELS", &noun_vowels) || object_setting(settings, "CYRILLIC", &cyrillic))
        return -1;
    if (!PyDict_Check(families) || !PyFrozenSet_Check(tails) || !PyUnicode_Check(noun_vowels) ||
        !PyUnicode_Check(cyrillic)) {
        PyErr_SetString(PyExc_TypeError, "FAMILIES: a dict; TAILS: a frozenset; NOUN_VOWELS, CYRILLIC: strings");
        return -1;
    }
    Py_XSETREF(places_of, PyDict_New());
    if (places_of == NULL || PyErr_Occurred())
        return -1;
    ready = 1;
    return 0;
}

/* --- words ---------------------------------------------------------------------------------------------------------- */
typedef struct {
    PyObject *object, *text, *fold, *stem;
    int kind;
    long segment;
    double weight, weigh; /* by kind; and by how rare it is */
} W;

typedef struct {
    PyObject *rarities, *rarity;
} Rarity;

static int kind_of(PyObject *kind)
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
    if (!Py_IS_TYPE(object, word_type)) {
        PyErr_SetString(PyExc_TypeError, "compare: names hold words");
        return -1;
    }
    word->object = object;
    word->text = FIELD(object, WORD.text), word->fold = FIELD(object, WORD.fold), word->stem = FIELD(object, WORD.stem);
    if ((word->kind = kind_of(FIELD(object, WORD.kind))) < 0)
        return -1;
    word->weight = PyFloat_AsDouble(FIELD(object, WORD.weight));
    word->segment = PyLong_AsLong(FIELD(object, WORD.segment));
    double share = 1.0;
    if ((word->kind == CORE || word->kind == WEAK) && rare(rarity, word->fold, &share) < 0)
        return -1;
    word->weigh = word->weight * share;
    return PyErr_Occurred() ? -1 : 0;
}

static inline int equal(PyObject *a, PyObject *b)
{
    if (a == b)
        return 1;
    Py_ssize_t size = PyUnicode_GET_LENGTH(a);
    if (size != PyUnicode_GET_LENGTH(b) || PyUnicode_KIND(a) != PyUnicode_KIND(b))
        return 0;
    return memcmp(PyUnicode_DATA(a), PyUnicode_DATA(b), (size_t)size * PyUnicode_KIND(a)) == 0;
}

static inline Py_ssize_t length(PyObject *text)
{
    return PyUnicode_GET_LENGTH(text);
}

static inline Py_UCS4 letter(PyObject *text, Py_ssize_t index)
{
    return PyUnicode_READ_CHAR(text, index);
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
    if (deep && letter(a->text, 0) == letter(b->text, 0) && letter(a->text, 1) == letter(b->text, 1) &&
        is_cyrillic(a->text)) {
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
typedef struct {
    double value, alike;
    int i, j, count, how;
    uint64_t left, right;
} Possible;

typedef struct {
    W words[MOST];
    int size;
    PyObject *name;
} Side;

typedef struct {
    Possible *items;
    int size, room;
} Found;

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
static int read_side(PyObject *name, const Rarity *rarity, Side *side)
{
    PyObject *words = FIELD(name, NAME.words);
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

static PyObject *words_of(const Side *side, uint64_t bits)
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
            Py_ssize_t letters = length(first->fold);
            double value = first->weigh;
            for (int end = start + 1; end < others->size && end < start + longest_run; end++) {
                const W *last = &others->words[end];
                if (last->kind == NUMBER || last->segment != first->segment)
                    break;
                letters += length(last->fold);
                value += last->weigh;
                int fits = size >= least_glued && end - start < most_glued && letters - size <= slack &&
                           size - letters <= slack &&
                           (begin_alike(one->fold, first->fold) || end_alike(one->fold, last->fold));
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

static int possible(const Side *ours, const Side *theirs, int deep, Found *found)
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

typedef struct {
    Possible pairs[MOST]; /* in the order of the caller's words */
    int size;
    uint64_t caller_alone, label_alone, remarks;
} Aligned;

static void choose(const Side *ours, const Side *theirs, Found *found, Aligned *aligned)
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

/* --- signals ------------------------------------------------------------------------------------------------------------ */
static int in_adjectives(const W *word, PyObject *places)
{
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(places); n++) {
        PyObject *place = PyTuple_GET_ITEM(places, n);
        if (FIELD(place, MENTION.adjective) == Py_True && equal(FIELD(place, MENTION.text), word->text))
            return 1;
    }
    return 0;
}

static int has_adjective(PyObject *places)
{
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(places); n++)
        if (FIELD(PyTuple_GET_ITEM(places, n), MENTION.adjective) == Py_True)
            return 1;
    return 0;
}

/* signals.explained */
static int explained(const W *word, PyObject *explains)
{
    if (PySet_GET_SIZE(explains) == 0)
        return 0;
    int found = PySet_Contains(explains, word->stem);
    if (!found)
        found = PySet_Contains(explains, word->fold);
    Py_ssize_t size = length(word->fold);
    if (!found && size > 3 && strchr("aeiou", (int)letter(word->fold, size - 1)) && letter(word->fold, size - 1) < 128) {
        PyObject *brief = PyUnicode_Substring(word->fold, 0, size - 1);
        found = brief == NULL ? -1 : PySet_Contains(explains, brief);
        Py_XDECREF(brief);
    }
    return found;
}

/* signals.places_conflict */
static int places_conflict(PyObject *ours, PyObject *theirs, const Side *label, uint64_t alone)
{
    int any = 0, standing = 0;
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(theirs); n++) {
        PyObject *place = PyTuple_GET_ITEM(theirs, n);
        if (FIELD(place, MENTION.adjective) != Py_True)
            continue;
        for (int i = 0; i < label->size; i++)
            standing |= alone >> i & 1 && equal(label->words[i].text, FIELD(place, MENTION.text));
        for (Py_ssize_t m = 0; m < PyTuple_GET_SIZE(ours); m++) {
            PyObject *said = PyTuple_GET_ITEM(ours, m);
            if (FIELD(said, MENTION.adjective) != Py_True && FIELD(said, MENTION.strong) != Py_True)
                continue;
            any = 1;
            if (equal(FIELD(said, MENTION.name), FIELD(place, MENTION.name)))
                return 0;
        }
    }
    return any && standing;
}

static int has_person_form(PyObject *forms)
{
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(forms); n++) {
        PyObject *kind = FIELD(PyTuple_GET_ITEM(forms, n), FORM.kind);
        PyObject *family = PyDict_GetItemWithError(families, kind);
        if (PyUnicode_CompareWithASCIIString(family ? family : kind, "ip") == 0)
            return 1;
    }
    return 0;
}

typedef struct {
    uint64_t grams[GRAMS];
    int size;
    double norm;
} Grams;

static int gram_order(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return a < b ? -1 : a > b;
}

/* The letter trigrams of a key, with two blanks before and one behind, sorted. */
static void grams_of(PyObject *key, Grams *found)
{
    uint64_t a = ' ', b = ' ';
    int size = (int)length(key) + 1;
    for (int i = 0; i < size; i++) {
        uint64_t c = i < size - 1 ? letter(key, i) : ' ';
        found->grams[i] = a << 42 | b << 21 | c;
        a = b, b = c;
    }
    found->size = size;
    if (size <= 32)
        for (int i = 1; i < size; i++) {
            uint64_t gram = found->grams[i];
            int place = i;
            for (; place > 0 && found->grams[place - 1] > gram; place--)
                found->grams[place] = found->grams[place - 1];
            found->grams[place] = gram;
        }
    else
        qsort(found->grams, (size_t)size, sizeof *found->grams, gram_order);
    long squares = 0;
    for (int i = 0; i < size;) {
        int next = i;
        while (next < size && found->grams[next] == found->grams[i])
            next++;
        squares += (long)(next - i) * (next - i);
        i = next;
    }
    found->norm = sqrt((double)squares);
}

static double cosine(const Grams *a, const Grams *b)
{
    long dot = 0;
    for (int i = 0, j = 0; i < a->size && j < b->size;) {
        if (a->grams[i] != b->grams[j]) {
            a->grams[i] < b->grams[j] ? i++ : j++;
            continue;
        }
        uint64_t gram = a->grams[i];
        long ours = 0, theirs = 0;
        for (; i < a->size && a->grams[i] == gram; i++)
            ours++;
        for (; j < b->size && b->grams[j] == gram; j++)
            theirs++;
        dot += ours * theirs;
    }
    return (double)dot / (a->norm * b->norm);
}

/* The last caller's keys: one caller meets many labels. */
#define KEPT 4
static struct {
    PyObject *name, *key;
    uint64_t bits;
    Grams grams;
} kept[KEPT];
static int next_kept = 0;

/* signals._main_key: -1 on an error, 1 when the key is too long. */
static int main_key(const Side *caller, const Aligned *aligned, int *slot)
{
    PyObject *words = FIELD(caller->name, NAME.words);
    uint64_t paired = 0, bits = 0;
    for (int n = 0; n < aligned->size; n++)
        paired |= aligned->pairs[n].left;
    int at = 0; /* the place among the words that count */
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(words); i++) {
        PyObject *word = PyTuple_GET_ITEM(words, i);
        int counts = at < caller->size && caller->words[at].object == word;
        int kind = counts ? caller->words[at].kind : NOISE;
        double weight = PyFloat_AS_DOUBLE(FIELD(word, WORD.weight));
        int is_paired = counts && paired >> at & 1, remark = counts && aligned->remarks >> at & 1;
        if (weight != c_plain && (kind == CORE || kind == WEAK || kind == NUMBER || is_paired) && !remark)
            bits |= (uint64_t)1 << i;
        at += counts;
    }
    for (int n = 0; n < KEPT; n++)
        if (kept[n].name == caller->name && kept[n].bits == bits) {
            *slot = n;
            return 0;
        }
    PyObject *chosen = PyList_New(0);
    for (Py_ssize_t i = 0; chosen != NULL && i < PyTuple_GET_SIZE(words); i++)
        if (bits >> i & 1 && PyList_Append(chosen, PyTuple_GET_ITEM(words, i)) < 0)
            Py_CLEAR(chosen);
    PyObject *key = chosen == NULL ? NULL : PyObject_CallOneArg(f_together, chosen);
    Py_XDECREF(chosen);
    if (key == NULL)
        return -1;
    if (length(key) >= GRAMS - 1) {
        Py_DECREF(key);
        return 1;
    }
    *slot = next_kept;
    next_kept = (next_kept + 1) % KEPT;
    Py_XSETREF(kept[*slot].name, Py_NewRef(caller->name));
    Py_XSETREF(kept[*slot].key, key);
    kept[*slot].bits = bits;
    grams_of(key, &kept[*slot].grams);
    return 0;
}

/* signals.signals: -1 on an error, 1 when it is left to Python. */
static int weigh_up(const Side *caller, const Side *label, const Aligned *aligned, PyObject *around, double *found)
{
    PyObject *explains = FIELD(around, AROUND.explains), *near = FIELD(around, AROUND.near);
    PyObject *said_places = FIELD(caller->name, NAME.places), *places = FIELD(label->name, NAME.places);
    int of_group = FIELD(around, AROUND.of_group) == Py_True, generic = FIELD(caller->name, NAME.generic) == Py_True;
    uint64_t unexplained = 0, ours = 0, theirs = 0;
    int support = 0;
    for (int i = 0; i < caller->size; i++) {
        const W *word = &caller->words[i];
        int remark = aligned->remarks >> i & 1, alone = aligned->caller_alone >> i & 1;
        if (!remark && !alone)
            continue;
        int by_card = explained(word, explains);
        int by_name = remark ? PySet_Contains(near, word->stem) : 0;
        if (by_card < 0 || by_name < 0)
            return -1;
        if (remark && !by_name && !by_card)
            unexplained |= (uint64_t)1 << i;
        if (alone && (word->kind == NUMBER || !by_card) && !(of_group && word->weight == c_trade))
            ours |= (uint64_t)1 << i;
        support |= (by_name && word->kind == CORE) || (by_card && (word->kind == CORE || word->kind == WEAK));
    }
    for (int i = 0; i < label->size; i++) {
        const W *word = &label->words[i];
        if (!(aligned->label_alone >> i & 1))
            continue;
        if (generic ? word->kind == NUMBER : word->kind != PLACE || in_adjectives(word, places))
            theirs |= (uint64_t)1 << i;
    }
    double matched_ours = 0, matched_theirs = 0, all_ours = 0, all_theirs = 0, told = 0, worst = 0;
    int acronym = 0, glued = 0;
    for (int n = 0; n < aligned->size; n++) {
        const Possible *pair = &aligned->pairs[n];
        double weight = 0.0, said = 0.0, heavy = 0.0;
        int person = 0;
        Py_ssize_t shortest = PY_SSIZE_T_MAX;
        for (int i = 0; i < label->size; i++)
            if (pair->right >> i & 1) {
                double own = label->words[i].weigh;
                weight += own;
                matched_theirs += own * pair->alike;
                all_theirs += own;
                Py_ssize_t size = length(label->words[i].fold);
                shortest = size < shortest ? size : shortest;
            }
        for (int i = 0; i < caller->size; i++)
            if (pair->left >> i & 1) {
                const W *word = &caller->words[i];
                person |= word->kind == PERSON;
                said += word->weigh;
                heavy = word->weight > heavy ? word->weight : heavy;
                Py_ssize_t size = length(word->fold);
                shortest = size < shortest ? size : shortest;
            }
        if (person)
            said = weight;
        matched_ours += said * pair->alike;
        all_ours += said;
        if (pair->how != AT_PLACE)
            told += (weight < said ? weight : said) * pair->alike;
        double heavier = heavy + 0.2 < 1.0 ? heavy + 0.2 : 1.0;
        double unlike = (1.0 - pair->alike) * heavier * (pair->how == SPELLING && shortest <= short_length ? 1.6 : 1.0);
        worst = unlike > worst ? unlike : worst;
        acronym |= pair->how == ACRONYM;
        glued |= pair->how == GLUED;
    }
    double caller_extra = 0.0, label_extra = 0.0, weak_extra = 0.0, more_ours = 0.0, more_theirs = 0.0;
    int said_adjective = has_adjective(said_places), place_extra = 0, ours_number = 0, theirs_number = 0, remark = 0;
    for (int i = 0; i < caller->size; i++) {
        const W *word = &caller->words[i];
        if (aligned->caller_alone >> i & 1) {
            ours_number |= word->kind == NUMBER;
            place_extra |= word->kind == PLACE && in_adjectives(word, said_places);
        }
        if (unexplained >> i & 1 && (word->kind == CORE || word->kind == NUMBER)) {
            PyObject *words = FIELD(caller->name, NAME.words);
            int beside_branch = 0;
            for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(words); n++) {
                PyObject *other = PyTuple_GET_ITEM(words, n);
                beside_branch |= kind_of(FIELD(other, WORD.kind)) == BRANCH &&
                                 PyLong_AsLong(FIELD(other, WORD.segment)) == word->segment;
            }
            remark |= !beside_branch;
        }
        if (!(ours >> i & 1))
            continue;
        if (word->kind != NOISE && (word->kind != PLACE || in_adjectives(word, said_places)))
            more_ours += word->weigh;
        if (word->kind == CORE || word->kind == PERSON) {
            double extra = generic ? word->weight : word->weigh;
            caller_extra = extra > caller_extra ? extra : caller_extra;
        }
        if (word->kind == WEAK || word->kind == BRANCH)
            weak_extra += word->weigh;
    }
    for (int i = 0; i < label->size; i++) {
        const W *word = &label->words[i];
        if (aligned->label_alone >> i & 1)
            theirs_number |= word->kind == NUMBER;
        if (!(theirs >> i & 1))
            continue;
        if (word->kind != NOISE && (word->kind != PLACE || in_adjectives(word, places)))
            more_theirs += word->weigh;
        if (word->kind == CORE && !generic)
            label_extra = word->weigh > label_extra ? word->weigh : label_extra;
        if (word->kind == WEAK || word->kind == BRANCH)
            weak_extra += word->weigh;
    }
    all_ours += more_ours;
    all_theirs += more_theirs;
    double caller_covered = all_ours ? matched_ours / all_ours : 0.0;
    double label_covered = all_theirs ? matched_theirs / all_theirs : 0.0;
    int slot, failed = main_key(caller, aligned, &slot);
    if (failed)
        return failed;
    PyObject *label_key = NULL;
    int plain = 0;
    PyObject *label_words = FIELD(label->name, NAME.words);
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(label_words); n++)
        plain |= PyFloat_AS_DOUBLE(FIELD(PyTuple_GET_ITEM(label_words, n), WORD.weight)) == c_plain;
    label_key = plain ? PyObject_CallOneArg(f_telling_key, label->name) : Py_NewRef(FIELD(label->name, NAME.key));
    if (label_key == NULL)
        return -1;
    double ngrams = 0.0;
    if (length(label_key) >= GRAMS - 1) {
        Py_DECREF(label_key);
        return 1;
    }
    if (length(kept[slot].key) && length(label_key)) {
        if (equal(kept[slot].key, label_key))
            ngrams = 1.0;
        else {
            Grams own;
            grams_of(label_key, &own);
            ngrams = cosine(&kept[slot].grams, &own);
        }
    }
    Py_DECREF(label_key);
    if (acronym && caller_covered * label_covered > ngrams)
        ngrams = caller_covered * label_covered;
    PyObject *city = FIELD(around, AROUND.city), *cities = FIELD(around, AROUND.cities);
    int here = 0;
    for (Py_ssize_t n = 0; length(city) && n < PyTuple_GET_SIZE(cities); n++)
        here |= equal(city, PyTuple_GET_ITEM(cities, n));
    int forms = 0;
    PyObject *our_forms = FIELD(caller->name, NAME.forms), *their_forms = FIELD(label->name, NAME.forms);
    if (PyTuple_GET_SIZE(our_forms) && PyTuple_GET_SIZE(their_forms))
        forms = has_person_form(our_forms) != has_person_form(their_forms);
    found[CALLER_COVERED] = caller_covered;
    found[LABEL_COVERED] = label_covered;
    found[NGRAMS] = ngrams;
    found[CALLER_EXTRA] = caller_extra;
    found[LABEL_EXTRA] = label_extra;
    found[WEAK_EXTRA] = weak_extra < 1.0 ? weak_extra : 1.0;
    found[WORST_PAIR] = aligned->size ? worst : 1.0;
    found[NUMBER_CONFLICT] = ours_number && theirs_number;
    found[NUMBER_MISSING] = ours_number != theirs_number;
    found[CITY_AGREES] = here;
    found[CITY_CONFLICT] = length(city) && PyTuple_GET_SIZE(cities) && !here && !of_group;
    found[PLACE_CONFLICT] = places_conflict(said_places, places, label, aligned->label_alone);
    found[PLACE_EXTRA] = said_adjective && FIELD(caller->name, NAME.branch) != Py_True && place_extra;
    found[REMARK] = remark;
    found[SUPPORT] = support;
    found[HAS_ACRONYM] = acronym;
    found[HAS_GLUED] = glued;
    found[IS_SHORT] = length(kept[slot].key) <= short_key;
    found[FORM_CONFLICT] = forms;
    found[TOLD] = told / 1.5 < 1.0 ? told / 1.5 : 1.0;
    return 0;
}

/* --- what comes out ------------------------------------------------------------------------------------------------------ */
static PyObject *record(PyTypeObject *type)
{
    return PyType_GenericAlloc(type, 0);
}

static PyObject *alignment_of(const Side *caller, const Side *label, const Aligned *aligned)
{
    PyObject *pairs = PyTuple_New(aligned->size), *found = pairs == NULL ? NULL : record(aligned_type);
    for (int n = 0; found != NULL && n < aligned->size; n++) {
        const Possible *one = &aligned->pairs[n];
        PyObject *pair = record(pair_type);
        if (pair == NULL) {
            Py_CLEAR(found);
            break;
        }
        PyTuple_SET_ITEM(pairs, n, pair);
        FIELD(pair, PAIR.caller) = words_of(caller, one->left);
        FIELD(pair, PAIR.label) = words_of(label, one->right);
        FIELD(pair, PAIR.alike) = PyFloat_FromDouble(one->alike);
        FIELD(pair, PAIR.how) = Py_NewRef(hows[one->how]);
        if (!FIELD(pair, PAIR.caller) || !FIELD(pair, PAIR.label) || !FIELD(pair, PAIR.alike))
            Py_CLEAR(found);
    }
    if (found == NULL) {
        Py_XDECREF(pairs);
        return NULL;
    }
    FIELD(found, ALIGNED.pairs) = pairs;
    FIELD(found, ALIGNED.caller_alone) = words_of(caller, aligned->caller_alone);
    FIELD(found, ALIGNED.label_alone) = words_of(label, aligned->label_alone);
    FIELD(found, ALIGNED.remarks) = words_of(caller, aligned->remarks);
    if (!FIELD(found, ALIGNED.caller_alone) || !FIELD(found, ALIGNED.label_alone) || !FIELD(found, ALIGNED.remarks))
        Py_CLEAR(found);
    return found;
}

/* compare(caller, label, around, rarities, rarity, deep, least): (alignment, signals, score), or None when no word
 * corresponds or the score is not above least; NotImplemented for names that are left to Python. */
PyObject *native_compare(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 7 || !ready || !Py_IS_TYPE(args[0], name_type) || !Py_IS_TYPE(args[1], name_type) ||
        !Py_IS_TYPE(args[2], around_type) || !PyDict_Check(args[3])) {
        PyErr_SetString(PyExc_TypeError, "compare: caller, label, around, rarities, rarity, deep, least");
        return NULL;
    }
    Rarity rarity = {args[3], args[4]};
    int deep = PyObject_IsTrue(args[5]);
    double least = PyFloat_AsDouble(args[6]);
    if (deep < 0 || PyErr_Occurred())
        return NULL;
    Side caller, label;
    int failed = read_side(args[0], &rarity, &caller);
    if (!failed)
        failed = read_side(args[1], &rarity, &label);
    if (failed > 0)
        Py_RETURN_NOTIMPLEMENTED;
    if (failed)
        return NULL;
    Found found = {0};
    Aligned aligned;
    double signals[SIGNALS];
    PyObject *alignment = NULL, *told = NULL, *answer = NULL;
    if (possible(&caller, &label, deep, &found) < 0)
        goto done;
    if (found.size == 0) {
        answer = Py_NewRef(Py_None);
        goto done;
    }
    choose(&caller, &label, &found, &aligned);
    if ((failed = weigh_up(&caller, &label, &aligned, args[2], signals))) {
        answer = failed > 0 ? Py_NewRef(Py_NotImplemented) : NULL;
        goto done;
    }
    double total = 0.0;
    for (int i = 0; i < SIGNALS; i++)
        total += coefficients[i] * signals[i];
    total = intercept + total;
    total = total > 40.0 ? 40.0 : total < -40.0 ? -40.0 : total;
    double score = 1.0 / (1.0 + exp(-total)) * (signals[NUMBER_CONFLICT] ? c_hard : 1.0);
    if (!(score > least)) {
        answer = Py_NewRef(Py_None);
        goto done;
    }
    if ((alignment = alignment_of(&caller, &label, &aligned)) == NULL || (told = PyDict_New()) == NULL)
        goto done;
    for (int i = 0; i < SIGNALS; i++) {
        PyObject *value = PyFloat_FromDouble(signals[i]);
        if (value == NULL || PyDict_SetItem(told, signal_names[i], value) < 0) {
            Py_XDECREF(value);
            goto done;
        }
        Py_DECREF(value);
    }
    answer = Py_BuildValue("(OOd)", alignment, told, score);
done:
    PyMem_Free(found.items);
    Py_XDECREF(alignment);
    Py_XDECREF(told);
    return answer;
}
