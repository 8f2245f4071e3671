/* One reading of a name: leadcli/names/parsing.py. Notes of people and errands, persons' firms, and names without a
 * distinctive word are left to Python. */
#include "names.h"

static Layout name_fields, mention_fields, form_fields;
enum { RAW, WORDS, FORMS, PLACES, KEY, ACRONYMS, HAS_BRANCH, IS_PERSON, IS_GENERIC, IS_BARE, VARIANTS };
enum { ADJECTIVE, MENTIONED };
enum { CLASS };

static PyObject *f_word_of, *f_placed, *no_acronyms, *nothing, *s_place;
static Py_ssize_t c_longest_acronym, c_most_acronyms;
static int ready = 0;

/* A name on its way: its words, which segment each is of, the words and kinds that come of them. */
typedef struct {
    Segments segments;
    Item *words[MOST];
    int homes[MOST], kinds[MOST], size;
    PyObject *forms, *mentions, *places; /* owned; places: the kinds of words that are one, NULL when none is */
    PyObject *made[MOST];                /* owned; the words of the name */
    W proper[MOST];                      /* what carries the name */
    const Item *told[MOST];
    int made_count, proper_count;
} Reading;

PyObject *native_configure_names(PyObject *module, PyObject *settings)
{
    ready = 0;
    if (!PyDict_Check(settings)) {
        PyErr_SetString(PyExc_TypeError, "configure_names: a dict");
        return NULL;
    }
    if (layout_of(settings, "Word", "text fold stem kind weight segment", &word_layout) < 0 ||
        layout_of(settings, "Name", "raw words forms places key acronyms branch person generic bare variants",
                  &name_fields) < 0 ||
        layout_of(settings, "Mention", "adjective text", &mention_fields) < 0 ||
        layout_of(settings, "Form", "kind", &form_fields) < 0 || configure_segments(settings) < 0 ||
        configure_forms(settings) < 0 || configure_together(settings) < 0 ||
        object_setting(settings, "word_of", &f_word_of) < 0 || object_setting(settings, "placed", &f_placed) < 0 ||
        size_setting(settings, "LONGEST_ACRONYM", &c_longest_acronym) < 0 ||
        size_setting(settings, "MOST_ACRONYMS", &c_most_acronyms) < 0)
        return NULL;
    static const char *const order[] = {"joining", "before", "branch", "person", "place", "phrase", "timid", "alphabetic"};
    PyObject *traits = setting(settings, "TRAITS");
    int other = traits == NULL || !PyTuple_Check(traits) || PyTuple_GET_SIZE(traits) != TRAITS;
    for (int i = 0; i < TRAITS && !other; i++)
        other = PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(traits, i), order[i]) != 0;
    if (other) {
        PyErr_SetString(PyExc_ValueError, "TRAITS: other traits, or another order, than the core knows");
        return NULL;
    }
    if ((no_acronyms == NULL && (no_acronyms = PyFrozenSet_New(NULL)) == NULL) ||
        (nothing == NULL && (nothing = PyTuple_New(0)) == NULL) ||
        (s_place == NULL && (s_place = PyUnicode_InternFromString("place")) == NULL))
        return NULL;
    ready = 1;
    Py_RETURN_NONE;
}

/* --- words without legal forms ------------------------------------------------------------------------------------------ */
static int is_persons(PyObject *forms)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(forms); i++)
        if (PyUnicode_CompareWithASCIIString(FIELD(PyList_GET_ITEM(forms, i), form_fields.at[CLASS]), "ip") == 0)
            return 1;
    return 0;
}

/* A segment's words, less its forms; in a note, what is said before the name has none. */
static int take_segment(Reading *reading, int number, int note)
{
    Segment *segment = &reading->segments.segments[number];
    Item *items = &reading->segments.items[segment->start];
    int count = segment->end - segment->start, lead = 0;
    uint64_t kept;
    if (reading->segments.segment_count > 1) {
        int form = is_form(items, count);
        if (form < 0)
            return -1;
        if (form) {
            Item words[MOST + 1] = {{0}};
            memcpy(words, items, (size_t)count * sizeof *items);
            return cut_forms(words, count + 1, 0, &kept, reading->forms);
        }
    }
    while (note && lead < count - 1 && items[lead].traits & BEFORE)
        lead++;
    if (cut_forms(items + lead, count - lead, segment->quotes >> lead, &kept, reading->forms) < 0)
        return -1;
    for (int i = 0; i < count; i++) {
        if (i >= lead && !(kept >> (i - lead) & 1))
            continue;
        if (items[i].traits & PHRASE)
            return 1;
        reading->words[reading->size] = &items[i];
        reading->homes[reading->size++] = number;
    }
    return 0;
}

/* --- kinds of words ------------------------------------------------------------------------------------------------------ */
/* Asks Python for the places that the words speak of. */
static int find_places(Reading *reading)
{
    PyObject *words = PyList_New(reading->size), *homes = PyList_New(reading->size), *answer = NULL;
    int failed = words == NULL || homes == NULL;
    for (int i = 0; i < reading->size && !failed; i++) {
        PyObject *home = PyLong_FromLong(reading->homes[i]);
        failed = home == NULL;
        PyList_SET_ITEM(words, i, Py_NewRef(LEXEME(reading->words[i], TEXT)));
        PyList_SET_ITEM(homes, i, home);
    }
    if (!failed && (answer = PyObject_CallFunctionObjArgs(f_placed, words, homes, NULL)) != NULL) {
        PyObject *mentions, *kinds;
        if (PyArg_ParseTuple(answer, "O!O!", &PyList_Type, &mentions, &PyList_Type, &kinds) &&
            PyList_GET_SIZE(kinds) == reading->size && (reading->mentions = PyList_AsTuple(mentions)) != NULL)
            reading->places = Py_NewRef(kinds);
    }
    Py_XDECREF(words);
    Py_XDECREF(homes);
    Py_XDECREF(answer);
    if (reading->places == NULL && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "placed: a kind of each word");
    return reading->places == NULL ? -1 : 0;
}

/* What Python told of a word in its place: its kind, borrowed; NULL where it is no place. */
static PyObject *place_kind(const Reading *reading, int i)
{
    PyObject *kind = reading->places == NULL ? NULL : PyList_GET_ITEM(reading->places, i);
    return kind != NULL && PyUnicode_GET_LENGTH(kind) ? kind : NULL;
}

static int is_inside(const Item *item, int note)
{
    return note && !item->quoted;
}

static int find_kinds(Reading *reading, int note)
{
    int distinctive = 0, noisy = 0;
    for (int i = 0; i < reading->size; i++) {
        const Item *word = reading->words[i];
        PyObject *told = place_kind(reading, i);
        int shift = TRAITS + (is_inside(word, note) ? KIND_BITS : 0);
        int kind = told != NULL ? (PyUnicode_Compare(told, s_place) == 0 ? PLACE : NOISE)
                                : (int)(word->traits >> shift & ((1 << KIND_BITS) - 1));
        reading->kinds[i] = kind;
        distinctive |= kind == CORE, noisy |= kind == NOISE;
    }
    return !distinctive || (note && noisy); /* what carries such a name, Python says */
}

/* --- the name ------------------------------------------------------------------------------------------------------------- */
/* Each word of a name is an object of its own: what is kept stands in one name only once. */
static PyObject *own_word(const Reading *reading, PyObject *kept, int home)
{
    int again = home != 0;
    for (int i = 0; i < reading->made_count && !again; i++)
        again = reading->made[i] == kept;
    if (!again)
        return Py_NewRef(kept);
    PyObject *word = new_record(&word_layout);
    for (int field = WORD_TEXT; word != NULL && field < WORD_SEGMENT; field++)
        FIELD(word, word_layout.at[field]) = Py_NewRef(FIELD(kept, word_layout.at[field]));
    if (word != NULL && (FIELD(word, WORD(SEGMENT)) = PyLong_FromLong(home)) == NULL)
        Py_CLEAR(word);
    return word;
}

static PyObject *word_at(const Reading *reading, int i, int note)
{
    const Item *item = reading->words[i];
    int home = reading->homes[i];
    PyObject *told = place_kind(reading, i);
    if (told == NULL)
        return own_word(reading, is_inside(item, note) ? LEXEME(item, INSIDE) : LEXEME(item, OUTSIDE), home);
    PyObject *number = PyLong_FromLong(home);
    PyObject *word = number == NULL ? NULL : PyObject_CallFunctionObjArgs(f_word_of, LEXEME(item, TEXT), told, number, NULL);
    Py_XDECREF(number);
    if (word != NULL && !Py_IS_TYPE(word, word_layout.type)) {
        PyErr_SetString(PyExc_TypeError, "word_of: a Word");
        Py_CLEAR(word);
    }
    return word;
}

/* Whether a place is part of the name proper: an adjective (Омский каучук), not an address (Мется, Калуга). */
static int is_inner(const Reading *reading, PyObject *text)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(reading->mentions); i++) {
        PyObject *mention = PyTuple_GET_ITEM(reading->mentions, i);
        if (FIELD(mention, mention_fields.at[ADJECTIVE]) == Py_True &&
            PyUnicode_Compare(FIELD(mention, mention_fields.at[MENTIONED]), text) == 0)
            return 1;
    }
    return 0;
}

static int make_words(Reading *reading, int note)
{
    for (int i = 0; i < reading->size; i++) {
        if (reading->words[i]->traits & JOINING)
            continue;
        PyObject *word = word_at(reading, i, note);
        if (word == NULL)
            return -1;
        reading->made[reading->made_count++] = word;
        int kind = reading->kinds[i];
        if (kind != CORE && kind != WEAK && kind != NUMBER &&
            (kind != PLACE || !is_inner(reading, FIELD(word, WORD(TEXT)))))
            continue;
        W *proper = &reading->proper[reading->proper_count];
        proper->kind = kind;
        proper->text = text_of(FIELD(word, WORD(TEXT))), proper->fold = text_of(FIELD(word, WORD(FOLD)));
        reading->told[reading->proper_count++] = reading->words[i];
    }
    return 0;
}

/* acronyms.acronyms of the words that carry the name, folded. */
static PyObject *acronyms_of(const Reading *reading)
{
    PyObject *given[MOST];
    Py_ssize_t count = 0, chosen[MOST] = {0};
    for (int i = 0; i < reading->proper_count; i++) {
        if (reading->proper[i].kind == NUMBER)
            continue;
        if (!(reading->told[i]->traits & ALPHABETIC))
            return Py_NewRef(no_acronyms);
        given[count++] = LEXEME(reading->told[i], INITIALS);
    }
    if (count < 2 || count > c_longest_acronym)
        return Py_NewRef(no_acronyms);
    PyObject *found = PyFrozenSet_New(NULL);
    for (Py_ssize_t tried = 0, turn = 0; found != NULL && turn >= 0 && tried < c_most_acronyms; tried++) {
        Written written;
        written.size = 0;
        for (Py_ssize_t i = 0; i < count; i++) {
            Text part = text_of(PyTuple_GET_ITEM(given[i], chosen[i]));
            write_text(&written, &part); /* some letters */
        }
        if (written.size >= 2 && written.size <= c_longest_acronym) {
            PyObject *acronym = fold_written(&written) < 0 ? NULL : string_written(&written);
            if (acronym == NULL || PySet_Add(found, acronym) < 0)
                Py_CLEAR(found);
            Py_XDECREF(acronym);
        }
        for (turn = count - 1; turn >= 0 && ++chosen[turn] == PyTuple_GET_SIZE(given[turn]); turn--)
            chosen[turn] = 0;
    }
    return found;
}

static PyObject *tuple_of(PyObject *const *items, int count)
{
    PyObject *found = PyTuple_New(count);
    for (int i = 0; found != NULL && i < count; i++)
        PyTuple_SET_ITEM(found, i, Py_NewRef(items[i]));
    return found;
}

static PyObject *name_of(const Reading *reading, PyObject *raw)
{
    Written written;
    if (together_of(reading->proper, reading->proper_count, ~(uint64_t)0, &written))
        return NULL;
    int branch = 0;
    for (int i = 0; i < reading->size; i++)
        branch |= (reading->words[i]->traits & OF_BRANCH) != 0;
    PyObject *fields[] = {
        [RAW] = Py_NewRef(raw),
        [WORDS] = tuple_of(reading->made, reading->made_count),
        [FORMS] = PyList_AsTuple(reading->forms),
        [PLACES] = Py_NewRef(reading->mentions),
        [KEY] = string_written(&written),
        [ACRONYMS] = acronyms_of(reading),
        [HAS_BRANCH] = PyBool_FromLong(branch),
        [IS_PERSON] = Py_NewRef(Py_False),
        [IS_GENERIC] = Py_NewRef(Py_False),
        [IS_BARE] = Py_NewRef(Py_False),
        [VARIANTS] = Py_NewRef(nothing),
    };
    return made_record(&name_fields, fields, VARIANTS + 1);
}

/* 0, 1 when it is left to Python, -1 on an error. */
static int read_words(Reading *reading, PyObject *text, int note)
{
    int failed = segments_of(text, &reading->segments);
    if (failed)
        return failed;
    if (note && reading->segments.segment_count > 1 && reading->segments.segments[0].colon)
        return 1; /* what stands there may only introduce the name */
    if ((reading->forms = PyList_New(0)) == NULL)
        return -1;
    for (int number = 0; number < reading->segments.segment_count && !failed; number++)
        failed = take_segment(reading, number, note);
    if (failed || is_persons(reading->forms))
        return failed ? failed : 1;
    unsigned long traits = 0;
    for (int i = 0; i < reading->size; i++)
        traits |= reading->words[i]->traits;
    if (note && traits & OF_PERSON)
        return 1;
    if (traits & OF_PLACE && find_places(reading) < 0)
        return -1;
    if (reading->mentions == NULL)
        reading->mentions = Py_NewRef(nothing);
    return find_kinds(reading, note) ? 1 : make_words(reading, note);
}

/* name(raw, text, note): the Name, or None when it is left to Python. */
PyObject *native_name(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !ready || !PyUnicode_Check(args[0]) || !PyUnicode_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "name: raw, text, note");
        return NULL;
    }
    int note = PyObject_IsTrue(args[2]);
    Reading reading;
    reading.size = reading.made_count = reading.proper_count = reading.segments.size = 0;
    reading.forms = reading.mentions = reading.places = NULL;
    int failed = note < 0 ? -1 : read_words(&reading, args[1], note);
    PyObject *name = failed ? NULL : name_of(&reading, args[0]);
    for (int i = 0; i < reading.made_count; i++)
        Py_DECREF(reading.made[i]);
    Py_XDECREF(reading.forms);
    Py_XDECREF(reading.mentions);
    Py_XDECREF(reading.places);
    forget_segments(&reading.segments);
    if (name == NULL && !PyErr_Occurred())
        Py_RETURN_NONE;
    return name;
}
