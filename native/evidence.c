/* What the words of two names say for and against a match: leadcli/resolution/explanation.py, whose reasons it is given. */
#include "compare.h"

#define BLANKS 3

/* The reasons: first those of two words, by how they are one. */
enum {
    SHORT_WORD = HOWS, NOT_SAID, NOT_ON_FILE, OTHER_NUMBER, COMMON, A_BRANCH, OTHER_PLACE, FITS, A_REMARK, AN_ALIAS,
    AN_ACTIVITY, A_FORM, CITY_HERE, CITY_ELSEWHERE, CITY_IN_GROUP, CITY_NEW, BELONGS, REASONS
};

typedef struct {
    const char *name, *blanks[BLANKS]; /* sorted, as those of a Message */
    PyObject *given, *names[BLANKS];   /* the reason with its blanks empty; their names */
} Reason;

static Reason reasons[REASONS] = {
    [SAME] = {"same", {"word"}},
    [WRITING] = {"writing", {"ours", "theirs"}},
    [SCRIPT] = {"script", {"ours", "theirs"}},
    [ENDING] = {"ending", {"ours", "theirs"}},
    [SPELLING] = {"spelling", {"count", "ours", "theirs"}},
    [ACRONYM] = {"acronym", {"ours", "theirs"}},
    [GLUED] = {"glued", {"ours", "theirs"}},
    [INITIAL] = {"initial", {"ours", "theirs"}},
    [AT_PLACE] = {"place", {"ours", "theirs"}},
    [SHORT_WORD] = {"short", {"count", "ours", "theirs"}},
    [NOT_SAID] = {"not_said", {"word"}},
    [NOT_ON_FILE] = {"not_on_file", {"label", "word"}},
    [OTHER_NUMBER] = {"other_number", {"ours", "theirs"}},
    [COMMON] = {"common", {"word"}},
    [A_BRANCH] = {"branch", {"word"}},
    [OTHER_PLACE] = {"other_place", {"label", "word"}},
    [FITS] = {"fits", {NULL}},
    [A_REMARK] = {"remark", {"words"}},
    [AN_ALIAS] = {"alias", {"alias"}},
    [AN_ACTIVITY] = {"activity", {"product"}},
    [A_FORM] = {"form", {"form"}},
    [CITY_HERE] = {"city_here", {"city"}},
    [CITY_ELSEWHERE] = {"city_elsewhere", {"city", "other"}},
    [CITY_IN_GROUP] = {"city_in_group", {"city", "group"}},
    [CITY_NEW] = {"city_new", {"cities", "city", "group"}},
    [BELONGS] = {"belongs", {"client", "group", "source"}},
};

enum { EVIDENCE_SIGNAL, EVIDENCE_TEXT, EVIDENCE_WEIGHT };
enum { MESSAGE_TEXT, MESSAGE_ARGS, MESSAGE_PLURAL, MESSAGE_COUNT };
#define EVIDENCE(field) evidence_layout.at[EVIDENCE_##field]
#define MESSAGE(field) message_layout.at[MESSAGE_##field]
enum { STANDING_CITY, STANDING_ON_CARD, STANDING_CITIES, STANDING_CLIENT, STANDING_GROUP, STANDING_SOURCE, STANDING_FIELDS };
#define STANDING(standing, field) FIELD(standing, standing_layout.at[STANDING_##field])

static Layout evidence_layout, message_layout, standing_layout;
static PyObject *blank, *upper;
static Py_ssize_t short_length, most_cities;
static int ready = 0;

static int take(Reason *reason, PyObject *settings)
{
    if (object_setting(settings, reason->name, &reason->given) < 0)
        return -1;
    if (!Py_IS_TYPE(reason->given, evidence_layout.type) ||
        !Py_IS_TYPE(FIELD(reason->given, EVIDENCE(TEXT)), message_layout.type)) {
        PyErr_Format(PyExc_TypeError, "%s: an Evidence with a Message", reason->name);
        return -1;
    }
    for (int n = 0; n < BLANKS && reason->blanks[n] != NULL; n++)
        if (reason->names[n] == NULL && (reason->names[n] = PyUnicode_InternFromString(reason->blanks[n])) == NULL)
            return -1;
    return 0;
}

/* configure_evidence(settings): the reasons by their names, and the classes of their records. */
PyObject *native_configure_evidence(PyObject *module, PyObject *settings)
{
    ready = 0;
    if (!PyDict_Check(settings)) {
        PyErr_SetString(PyExc_TypeError, "configure_evidence: a dict");
        return NULL;
    }
    if (layout_of(settings, "Evidence", "signal text weight", &evidence_layout) < 0 ||
        layout_of(settings, "Message", "text args plural count", &message_layout) < 0 ||
        layout_of(settings, "Standing", "city on_card cities client group source", &standing_layout) < 0 ||
        size_setting(settings, "SHORT", &short_length) < 0 || size_setting(settings, "MOST_CITIES", &most_cities) < 0)
        return NULL;
    for (int n = 0; n < REASONS; n++)
        if (take(&reasons[n], settings) < 0)
            return NULL;
    if ((blank == NULL && (blank = PyUnicode_InternFromString(" ")) == NULL) ||
        (upper == NULL && (upper = PyUnicode_InternFromString("upper")) == NULL))
        return NULL;
    ready = 1;
    Py_RETURN_NONE;
}

/* --- reasons ------------------------------------------------------------------------------------------------------ */
static PyObject *weight_of(double value)
{
    return PyFloat_FromDouble(rounded(value, 3));
}

/* What a reason of the table weighs. */
static PyObject *own_weight(int which)
{
    return Py_NewRef(FIELD(reasons[which].given, EVIDENCE(WEIGHT)));
}

static PyObject *args_of(const Reason *reason, PyObject *const *values)
{
    Py_ssize_t count = 0;
    while (count < BLANKS && reason->names[count] != NULL)
        count++;
    PyObject *args = PyTuple_New(count);
    for (Py_ssize_t n = 0; n < count && args != NULL; n++) {
        PyObject *pair = PyTuple_Pack(2, reason->names[n], values[n]);
        if (pair == NULL)
            Py_CLEAR(args);
        else
            PyTuple_SET_ITEM(args, n, pair);
    }
    return args;
}

/* Adds a reason, with what it weighs, which is taken over, and what its blanks hold; -1 on an error. */
static int tell(PyObject *told, int which, PyObject *weight, PyObject *const *values)
{
    const Reason *reason = &reasons[which];
    PyObject *given = FIELD(reason->given, EVIDENCE(TEXT)), *said = new_record(&message_layout);
    PyObject *found = new_record(&evidence_layout), *args = args_of(reason, values);
    int failed = weight == NULL || said == NULL || found == NULL || args == NULL;
    if (!failed) {
        int counts = PyUnicode_GET_LENGTH(FIELD(given, MESSAGE(PLURAL))) > 0;
        PyObject *count = counts ? values[0] : FIELD(given, MESSAGE(COUNT));
        FIELD(said, MESSAGE(TEXT)) = Py_NewRef(FIELD(given, MESSAGE(TEXT)));
        FIELD(said, MESSAGE(ARGS)) = Py_NewRef(args);
        FIELD(said, MESSAGE(PLURAL)) = Py_NewRef(FIELD(given, MESSAGE(PLURAL)));
        FIELD(said, MESSAGE(COUNT)) = Py_NewRef(count);
        FIELD(found, EVIDENCE(SIGNAL)) = Py_NewRef(FIELD(reason->given, EVIDENCE(SIGNAL)));
        FIELD(found, EVIDENCE(TEXT)) = Py_NewRef(said);
        FIELD(found, EVIDENCE(WEIGHT)) = Py_NewRef(weight);
        failed = PyList_Append(told, found) < 0;
    }
    Py_XDECREF(weight);
    Py_XDECREF(said);
    Py_XDECREF(found);
    Py_XDECREF(args);
    return failed ? -1 : 0;
}

#define TELL(told, which, weight, ...) tell((told), (which), (weight), (PyObject *[]){__VA_ARGS__})

/* --- words -------------------------------------------------------------------------------------------------------- */
static PyObject *text_in(PyObject *word)
{
    return FIELD(word, WORD(TEXT));
}

/* A word of a tuple, borrowed. */
static PyObject *word_at(PyObject *words, Py_ssize_t index)
{
    return PyTuple_GET_ITEM(words, index);
}

/* align.weigh: -1 on an error. */
static double weigh(PyObject *word, int kind, const Rarity *rarity)
{
    PyObject *fold = FIELD(word, WORD(FOLD));
    Text text = text_of(fold);
    double share = 1.0;
    if ((kind == CORE || kind == WEAK) && rare(rarity, &text, fold, &share) < 0)
        return -1.0;
    double weight = PyFloat_AsDouble(FIELD(word, WORD(WEIGHT)));
    return weight == -1.0 && PyErr_Occurred() ? -1.0 : weight * share;
}

/* Words as they were written. */
static PyObject *written(PyObject *words)
{
    Py_ssize_t size = PyTuple_GET_SIZE(words);
    if (size == 1)
        return Py_NewRef(text_in(word_at(words, 0)));
    PyObject *texts = PyTuple_New(size);
    if (texts == NULL)
        return NULL;
    for (Py_ssize_t n = 0; n < size; n++)
        PyTuple_SET_ITEM(texts, n, Py_NewRef(text_in(word_at(words, n))));
    PyObject *found = PyUnicode_Join(blank, texts);
    Py_DECREF(texts);
    return found;
}

/* How many letters differ: of what was written, or across scripts of how it sounds. */
static Py_ssize_t letters_apart(const Text *ours, const Text *theirs, PyObject *pair)
{
    if (is_cyrillic(ours) == is_cyrillic(theirs))
        return edits_of(*ours, *theirs);
    return edits_of(text_of(FIELD(word_at(FIELD(pair, PAIR(CALLER)), 0), WORD(FOLD))),
                    text_of(FIELD(word_at(FIELD(pair, PAIR(LABEL)), 0), WORD(FOLD))));
}

/* evidence._pair */
static int tell_pair(PyObject *told, PyObject *pair, int how, double share)
{
    PyObject *ours = written(FIELD(pair, PAIR(CALLER))), *theirs = written(FIELD(pair, PAIR(LABEL)));
    int failed = -1;
    if (ours == NULL || theirs == NULL)
        goto done;
    Text one = text_of(ours), other = text_of(theirs);
    int certain = how == ACRONYM || how == GLUED || how == INITIAL || how == AT_PLACE;
    if (how == SAME || (!certain && equal(&one, &other)))
        failed = TELL(told, SAME, weight_of(share), ours);
    else if (how != SPELLING)
        failed = TELL(told, how, weight_of(share), ours, theirs);
    else {
        PyObject *count = PyLong_FromSsize_t(letters_apart(&one, &other, pair));
        int brief = one.size <= short_length || other.size <= short_length;
        if (count != NULL)
            failed = TELL(told, brief ? SHORT_WORD : SPELLING, weight_of(share), count, ours, theirs);
        Py_XDECREF(count);
    }
done:
    Py_XDECREF(ours);
    Py_XDECREF(theirs);
    return failed;
}

/* Whether a field is a tuple of such records. */
static int holds(PyObject *record, Py_ssize_t at, const Layout *layout)
{
    PyObject *items = FIELD(record, at);
    int usual = PyTuple_Check(items);
    for (Py_ssize_t n = 0; usual && n < PyTuple_GET_SIZE(items); n++)
        usual = Py_IS_TYPE(PyTuple_GET_ITEM(items, n), layout->type);
    return usual;
}

/* Whether an alignment is as align makes it; Python is to look at any other. */
static int is_usual(PyObject *aligned)
{
    int usual = holds(aligned, ALIGNED(PAIRS), &pair_layout) && holds(aligned, ALIGNED(CALLER_ALONE), &word_layout) &&
                holds(aligned, ALIGNED(LABEL_ALONE), &word_layout) && holds(aligned, ALIGNED(REMARKS), &word_layout);
    PyObject *pairs = FIELD(aligned, ALIGNED(PAIRS));
    for (Py_ssize_t n = 0; usual && n < PyTuple_GET_SIZE(pairs); n++) {
        PyObject *pair = PyTuple_GET_ITEM(pairs, n);
        usual = holds(pair, PAIR(CALLER), &word_layout) && PyTuple_GET_SIZE(FIELD(pair, PAIR(CALLER))) > 0 &&
                holds(pair, PAIR(LABEL), &word_layout) && PyTuple_GET_SIZE(FIELD(pair, PAIR(LABEL))) > 0;
    }
    return usual;
}

/* Which signals are set, as bits; -1 when one is missing, which Python then says. */
static long signals_set(PyObject *found)
{
    static const int asked[] = {NUMBER_CONFLICT, SUPPORT, REMARK, PLACE_EXTRA, PLACE_CONFLICT};
    long set = 0;
    for (size_t n = 0; n < sizeof asked / sizeof *asked; n++) {
        PyObject *value = PyDict_GetItemWithError(found, signal_names[asked[n]]);
        if (value == NULL || !PyFloat_CheckExact(value))
            return -1;
        if (PyFloat_AS_DOUBLE(value) != 0.0)
            set |= 1L << asked[n];
    }
    return set;
}

#define IS_SET(signals, signal) ((signals) >> (signal) & 1)

/* --- what is said ------------------------------------------------------------------------------------------------- */
static int tell_pairs(PyObject *told, PyObject *aligned, double whole)
{
    PyObject *pairs = FIELD(aligned, ALIGNED(PAIRS));
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(pairs); n++) {
        PyObject *pair = PyTuple_GET_ITEM(pairs, n);
        PyObject *first = word_at(FIELD(pair, PAIR(CALLER)), 0);
        int how = how_of(FIELD(pair, PAIR(HOW))), kind = kind_of(FIELD(first, WORD(KIND)));
        if (how < 0 || kind < 0)
            return how < 0 ? 1 : -1;
        double weight = PyFloat_AsDouble(FIELD(pair, PAIR(WEIGHT))), alike = PyFloat_AsDouble(FIELD(pair, PAIR(ALIKE)));
        if (PyErr_Occurred() || (kind != BRANCH && tell_pair(told, pair, how, weight / whole * alike) < 0))
            return -1;
    }
    return 0;
}

/* The first number among words, borrowed; NULL when there is none. */
static PyObject *number_among(PyObject *words)
{
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(words); n++)
        if (kind_of(FIELD(word_at(words, n), WORD(KIND))) == NUMBER)
            return word_at(words, n);
    return NULL;
}

/* evidence._added, of all words of the caller that stand alone. */
static int tell_added(PyObject *told, PyObject *aligned, PyObject *label, long signals, const Rarity *rarity,
                      double whole)
{
    PyObject *alone = FIELD(aligned, ALIGNED(CALLER_ALONE));
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(alone); n++) {
        PyObject *word = word_at(alone, n), *text = text_in(word);
        int kind = kind_of(FIELD(word, WORD(KIND))), failed = kind < 0 ? -1 : 0;
        if (kind == NUMBER && IS_SET(signals, NUMBER_CONFLICT)) {
            PyObject *other = number_among(FIELD(aligned, ALIGNED(LABEL_ALONE)));
            failed = other == NULL ? 1 : TELL(told, OTHER_NUMBER, own_weight(OTHER_NUMBER), text, text_in(other));
        }
        else if (kind == CORE || kind == NUMBER || kind == PERSON) {
            double weight = weigh(word, kind, rarity);
            if (weight < 0.0)
                return -1;
            failed = TELL(told, NOT_ON_FILE, weight_of(-(weight / whole)), label, text);
        }
        else if (kind == WEAK)
            failed = TELL(told, COMMON, own_weight(COMMON), text);
        else if (kind == BRANCH)
            failed = TELL(told, A_BRANCH, own_weight(A_BRANCH), text);
        else if (IS_SET(signals, PLACE_EXTRA) || IS_SET(signals, PLACE_CONFLICT))
            failed = TELL(told, OTHER_PLACE, own_weight(OTHER_PLACE), label, text);
        if (failed)
            return failed;
    }
    return 0;
}

static int tell_missing(PyObject *told, PyObject *aligned, long signals, const Rarity *rarity, double whole)
{
    PyObject *alone = FIELD(aligned, ALIGNED(LABEL_ALONE));
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(alone); n++) {
        PyObject *word = word_at(alone, n);
        int kind = kind_of(FIELD(word, WORD(KIND)));
        if (kind < 0)
            return -1;
        if (kind != CORE && !(kind == NUMBER && !IS_SET(signals, NUMBER_CONFLICT)))
            continue;
        double weight = weigh(word, kind, rarity);
        if (weight < 0.0 || TELL(told, NOT_SAID, weight_of(-(weight / whole / 2)), text_in(word)) < 0)
            return -1;
    }
    return 0;
}

static int tell_remarks(PyObject *told, PyObject *aligned)
{
    PyObject *remarks = FIELD(aligned, ALIGNED(REMARKS)), *texts = PyList_New(0), *words = NULL;
    int failed = texts == NULL;
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(remarks) && !failed; n++) {
        PyObject *word = word_at(remarks, n);
        int kind = kind_of(FIELD(word, WORD(KIND)));
        failed = kind < 0 || ((kind == CORE || kind == NUMBER) && PyList_Append(texts, text_in(word)) < 0);
    }
    if (!failed && (words = PyList_AsTuple(texts)) != NULL)
        failed = TELL(told, A_REMARK, own_weight(A_REMARK), words) < 0;
    Py_XDECREF(texts);
    Py_XDECREF(words);
    return failed || words == NULL ? -1 : 0;
}

static int tell_label(PyObject *told, PyObject *kind, PyObject *text)
{
    if (PyUnicode_CompareWithASCIIString(kind, "alias") == 0 ||
        PyUnicode_CompareWithASCIIString(kind, "group_alias") == 0)
        return TELL(told, AN_ALIAS, own_weight(AN_ALIAS), text);
    if (PyUnicode_CompareWithASCIIString(kind, "activity") == 0)
        return TELL(told, AN_ACTIVITY, own_weight(AN_ACTIVITY), text);
    return 0;
}

static int tell_forms(PyObject *told, PyObject *forms)
{
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(forms); n++) {
        PyObject *form = PyObject_CallMethodNoArgs(FIELD(PyTuple_GET_ITEM(forms, n), FORM(TEXT)), upper);
        int failed = form == NULL || TELL(told, A_FORM, own_weight(A_FORM), form) < 0;
        Py_XDECREF(form);
        if (failed)
            return -1;
    }
    return 0;
}

/* Whether a standing is of strings and a tuple of them. */
static int is_plain_standing(PyObject *standing)
{
    for (int n = 0; n < STANDING_FIELDS; n++)
        if (n != STANDING_CITIES && !PyUnicode_CheckExact(FIELD(standing, standing_layout.at[n])))
            return 0;
    return PyTuple_CheckExact(STANDING(standing, CITIES));
}

/* evidence._of_card */
static int tell_card(PyObject *told, PyObject *standing)
{
    PyObject *city = STANDING(standing, CITY), *on_card = STANDING(standing, ON_CARD);
    PyObject *cities = STANDING(standing, CITIES), *group = STANDING(standing, GROUP);
    int failed = 0;
    if (PyUnicode_GET_LENGTH(city) == 0)
        ;
    else if (PyUnicode_GET_LENGTH(on_card) > 0) {
        Text said = text_of(city), other = text_of(on_card);
        failed = equal(&said, &other) ? TELL(told, CITY_HERE, own_weight(CITY_HERE), city)
                                      : TELL(told, CITY_ELSEWHERE, own_weight(CITY_ELSEWHERE), city, on_card);
    }
    else if (PyTuple_GET_SIZE(cities) > 0) {
        int among = PySequence_Contains(cities, city);
        if (among < 0)
            return -1;
        PyObject *some = among ? NULL : PyTuple_GetSlice(cities, 0, most_cities);
        failed = among ? TELL(told, CITY_IN_GROUP, own_weight(CITY_IN_GROUP), city, group)
                       : some == NULL ? -1 : TELL(told, CITY_NEW, own_weight(CITY_NEW), some, city, group);
        Py_XDECREF(some);
    }
    if (!failed && PyUnicode_GET_LENGTH(STANDING(standing, SOURCE)) > 0)
        failed = TELL(told, BELONGS, own_weight(BELONGS), STANDING(standing, CLIENT), group, STANDING(standing, SOURCE));
    return failed;
}

/* evidence(alignment, kind, text, forms, rarities, rarity, signals, standing): the reasons, a tuple; None where Python is
 * to tell them. kind, text: of the label; forms: of the caller. */
PyObject *native_evidence(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 8 || !ready || !Py_IS_TYPE(args[0], aligned_layout.type) || !PyUnicode_Check(args[1]) ||
        !PyTuple_Check(args[3]) || !PyDict_Check(args[6]) || !Py_IS_TYPE(args[7], standing_layout.type)) {
        PyErr_SetString(PyExc_TypeError, "evidence: alignment, kind, text, forms, rarities, rarity, signals, standing");
        return NULL;
    }
    PyObject *aligned = args[0], *label = args[2];
    Rarity rarity = {args[4], args[5], NULL, 0.0, 0.0};
    long signals = is_usual(aligned) && is_plain_standing(args[7]) ? signals_set(args[6]) : -1;
    double whole = PyFloat_AsDouble(FIELD(aligned, ALIGNED(WEIGHT)));
    if (PyErr_Occurred())
        return NULL;
    if (signals < 0)
        Py_RETURN_NONE;
    whole = whole == 0.0 ? 1.0 : whole;
    PyObject *told = PyList_New(0);
    int failed = told == NULL ? -1 : tell_pairs(told, aligned, whole);
    if (!failed)
        failed = tell_added(told, aligned, label, signals, &rarity, whole);
    if (!failed)
        failed = tell_missing(told, aligned, signals, &rarity, whole);
    if (!failed && IS_SET(signals, SUPPORT))
        failed = TELL(told, FITS, own_weight(FITS), NULL);
    else if (!failed && IS_SET(signals, REMARK))
        failed = tell_remarks(told, aligned);
    if (!failed)
        failed = tell_label(told, args[1], label);
    if (!failed)
        failed = tell_forms(told, args[3]);
    if (!failed)
        failed = tell_card(told, args[7]);
    PyObject *found = failed ? NULL : PyList_AsTuple(told);
    Py_XDECREF(told);
    return failed > 0 ? Py_NewRef(Py_None) : found;
}
