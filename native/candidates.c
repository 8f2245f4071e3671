/* Which labels of a compiled directory are worth scoring: leadcli/resolution/blocking/candidates.py. */
#include "compare.h"

static Limits limits;
static double acronym_vote, like_word, unlike, commonest;
static Py_ssize_t common, near_common, most_near, least_key, keyed, longest_acronym, longest_run;
static Layout whole_layout; /* what else of a name than compare.h has */
enum { WHOLE_ACRONYMS, WHOLE_VARIANTS };
static int ready = 0;

PyObject *native_configure_candidates(PyObject *module, PyObject *settings)
{
    ready = 0;
    if (!PyDict_Check(settings)) {
        PyErr_SetString(PyExc_TypeError, "configure_candidates: a dict");
        return NULL;
    }
    if (configure_neighbours(settings) < 0 || layout_of(settings, "Name", "acronyms variants", &whole_layout) < 0 ||
        size_setting(settings, "MOST", &limits.most) || number_setting(settings, "KEEP", &limits.keep) ||
        number_setting(settings, "SAME_KEY", &limits.same_key) ||
        number_setting(settings, "LIKE_KEY", &limits.like_key) ||
        number_setting(settings, "ACRONYM", &acronym_vote) || number_setting(settings, "LIKE_WORD", &like_word) ||
        number_setting(settings, "UNLIKE", &unlike) || number_setting(settings, "COMMONEST", &commonest) ||
        size_setting(settings, "COMMON", &common) || size_setting(settings, "NEAR_COMMON", &near_common) ||
        size_setting(settings, "NEAR", &most_near) || size_setting(settings, "LEAST_KEY", &least_key) ||
        size_setting(settings, "KEYED", &keyed) || size_setting(settings, "LONGEST", &longest_acronym) ||
        size_setting(settings, "RUN", &longest_run))
        return NULL;
    ready = 1;
    Py_RETURN_NONE;
}

/* One question: the tables that are looked up, and the votes that were cast. */
enum { KEYS, CITIES, WORDS, ACRONYMS, NEAR_WORDS, PLAIN_WORDS, NEAR_KEYS, PLAIN_KEYS, TABLES };
typedef struct {
    Table tables[TABLES];
    double all_log;
    const char *city;
    Py_ssize_t city_size;
    Votes *cast, *same; /* same: of the labels with the very key, one of each reading */
    Py_ssize_t size, room, readings;
} Question;

/* Every function of a question: 0, -1 on an error, 1 when it is left to Python. */
static int cast(Question *asked, const uint8_t *numbers, Py_ssize_t size, double weight)
{
    if (asked->size == asked->room) {
        Py_ssize_t room = asked->room ? 2 * asked->room : 64;
        Votes *more = PyMem_Realloc(asked->cast, (size_t)room * sizeof *more);
        if (more == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        asked->cast = more, asked->room = room;
    }
    Votes votes = {numbers, size, weight};
    asked->cast[asked->size++] = votes;
    return 0;
}

/* directory.rarity */
static int rarity_in(Question *asked, const char *word, Py_ssize_t size, double *rarity)
{
    const uint8_t *value;
    uint32_t bytes;
    int known = value_of(&asked->tables[WORDS], (const uint8_t *)word, (size_t)size, &value, &bytes);
    if (known < 0 || (known && bytes < 4))
        return 1;
    *rarity = known ? rarity_of(value, asked->all_log, commonest) : 1.0;
    return 0;
}

/* votes.cast_words, of one word. known: set where it is on file. */
static int cast_word(Question *asked, const char *word, Py_ssize_t size, double weight, Py_ssize_t most, int *known)
{
    const uint8_t *value;
    uint32_t bytes;
    int found = value_of(&asked->tables[WORDS], (const uint8_t *)word, (size_t)size, &value, &bytes);
    if (found < 0 || (found && bytes < 4))
        return 1;
    *known |= found;
    Py_ssize_t labels = found ? ((Py_ssize_t)bytes - 4) / 4 : 0;
    return labels == 0 || labels > most ? 0 : cast(asked, value + 4, labels, weight * rarity_of(value, asked->all_log, commonest));
}

/* candidates._of_key: the labels of a key; of many, those in the caller's city. */
static int of_key(Question *asked, const char *key, Py_ssize_t size, Votes *found)
{
    const uint8_t *value;
    uint32_t bytes;
    int known = value_of(&asked->tables[KEYS], (const uint8_t *)key, (size_t)size, &value, &bytes);
    if (known < 0)
        return 1;
    found->numbers = known ? value : NULL, found->size = known ? (Py_ssize_t)bytes / 4 : 0;
    if (found->size <= keyed)
        return 0;
    if (asked->city_size) {
        char room[4 * WRITTEN];
        if (size + asked->city_size + 1 > (Py_ssize_t)sizeof room)
            return 1;
        memcpy(room, key, (size_t)size);
        room[size] = 0;
        memcpy(room + size + 1, asked->city, (size_t)asked->city_size);
        size_t both = (size_t)(size + 1 + asked->city_size);
        if ((known = value_of(&asked->tables[CITIES], (const uint8_t *)room, both, &value, &bytes)) < 0)
            return 1;
        if (known && bytes >= 4)
            found->numbers = value, found->size = (Py_ssize_t)bytes / 4;
    }
    found->size = found->size < keyed ? found->size : keyed;
    return 0;
}

static double counts(double alike)
{
    return (alike - unlike) / (1.0 - unlike);
}

static int cast_neighbours(Question *asked, Text word, double weight)
{
    Neighbour near[MOST_NEAR];
    Py_ssize_t count = near_of(&asked->tables[NEAR_WORDS], &asked->tables[PLAIN_WORDS], word, most_near, near);
    int known = 0, failed = count < 0 ? (count == -1 ? -1 : 1) : 0;
    for (Py_ssize_t n = 0; n < count && !failed; n++)
        failed = cast_word(asked, (const char *)near[n].data, near[n].size, like_word * counts(near[n].alike) * weight,
                           near_common, &known);
    return failed;
}

/* Votes for labels whose key is spelt like this one. */
static int cast_near_keys(Question *asked, Text key)
{
    Neighbour near[MOST_NEAR];
    Py_ssize_t count = near_of(&asked->tables[NEAR_KEYS], &asked->tables[PLAIN_KEYS], key, most_near, near);
    int failed = count < 0 ? (count == -1 ? -1 : 1) : 0;
    for (Py_ssize_t n = 0; n < count && !failed; n++) {
        Votes found;
        if (!(failed = of_key(asked, (const char *)near[n].data, near[n].size, &found)))
            failed = cast(asked, found.numbers, found.size, limits.like_key * counts(near[n].alike));
    }
    return failed;
}

static int cast_acronym(Question *asked, const char *said, Py_ssize_t size)
{
    const uint8_t *value;
    uint32_t bytes;
    double rarity = 1.0;
    int known = value_of(&asked->tables[ACRONYMS], (const uint8_t *)said, (size_t)size, &value, &bytes);
    if (known < 0 || (known && bytes < 4))
        return 1;
    Py_ssize_t labels = known ? ((Py_ssize_t)bytes - 4) / 4 : 0;
    if (labels == 0 || labels > common)
        return 0;
    int failed = rarity_in(asked, said, size, &rarity);
    return failed ? failed : cast(asked, value + 4, labels, acronym_vote * rarity);
}

/* Strings, each once and in order: words that may be acronyms, or the acronyms of a name. */
static PyObject *sorted_strings(PyObject *set)
{
    PyObject *list = PySequence_List(set);
    if (list != NULL && PyList_Sort(list) < 0)
        Py_CLEAR(list);
    return list;
}

static int cast_acronyms(Question *asked, PyObject *words, PyObject *own)
{
    PyObject *said = PySet_New(NULL), *list = NULL;
    int failed = said == NULL ? -1 : 0, known = 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(words) && !failed; i++) {
        PyObject *word = PyTuple_GET_ITEM(words, i);
        Text text = text_of(FIELD(word, WORD(TEXT)));
        if (text.size >= 2 && text.size <= longest_acronym && is_alpha(&text))
            failed = PySet_Add(said, FIELD(word, WORD(FOLD)));
    }
    for (int which = 0; which < 2 && !failed; which++) {
        PyObject *set = which ? own : said;
        if (PySet_GET_SIZE(set) == 0)
            continue;
        if ((list = sorted_strings(set)) == NULL)
            failed = -1;
        for (Py_ssize_t i = 0; !failed && i < PyList_GET_SIZE(list); i++) {
            Py_ssize_t size;
            const char *text = PyUnicode_AsUTF8AndSize(PyList_GET_ITEM(list, i), &size);
            failed = text == NULL ? -1
                     : which      ? cast_word(asked, text, size, acronym_vote, common, &known)
                                  : cast_acronym(asked, text, size);
        }
        Py_CLEAR(list);
    }
    Py_XDECREF(said);
    return failed;
}

/* The words one by one: as they are and without their endings; those nobody has, and telling ones, as they may be spelt. */
static int cast_words(Question *asked, PyObject *words, int same)
{
    int failed = 0;
    Py_ssize_t count = PyTuple_GET_SIZE(words);
    for (Py_ssize_t i = 0; i < count && !failed; i++) {
        PyObject *word = PyTuple_GET_ITEM(words, i), *fold = FIELD(word, WORD(FOLD));
        int again = 0, known = 0;
        for (Py_ssize_t n = 0; n < i; n++)
            again |= PyUnicode_Compare(FIELD(PyTuple_GET_ITEM(words, n), WORD(FOLD)), fold) == 0;
        if (again)
            continue;
        for (Py_ssize_t n = i + 1; n < count; n++) /* of words that are written alike the last one tells */
            if (PyUnicode_Compare(FIELD(PyTuple_GET_ITEM(words, n), WORD(FOLD)), fold) == 0)
                word = PyTuple_GET_ITEM(words, n);
        double weight = PyFloat_AsDouble(FIELD(word, WORD(WEIGHT)));
        double share = weight < 1.0 ? weight : 1.0;
        share = share > 0.1 ? share : 0.1;
        PyObject *stem = FIELD(word, WORD(STEM));
        for (int which = 0; which < 2 && !failed; which++) {
            if (which && PyUnicode_Compare(stem, fold) == 0)
                break;
            Py_ssize_t size;
            const char *text = PyUnicode_AsUTF8AndSize(which ? stem : fold, &size);
            failed = text == NULL ? -1 : cast_word(asked, text, size, share, common, &known);
        }
        int kind = kind_of(FIELD(word, WORD(KIND)));
        if (kind < 0)
            return -1;
        if (!failed && (!known || (kind == CORE && !same)))
            failed = cast_neighbours(asked, text_of(fold), share);
    }
    return failed;
}

/* UTF-8 of letters that were put together; its size, or -1 where a letter has none. */
static Py_ssize_t encoded(const Written *written, char *out)
{
    Py_ssize_t size = 0;
    for (Py_ssize_t i = 0; i < written->size; i++) {
        Py_UCS4 letter = written->letters[i];
        if (letter >= 0xD800 && letter < 0xE000)
            return -1;
        int more = letter < 0x80 ? 0 : letter < 0x800 ? 1 : letter < 0x10000 ? 2 : 3;
        static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
        out[size++] = (char)(lead[more] | letter >> (6 * more));
        while (more-- > 0)
            out[size++] = (char)(0x80 | (letter >> (6 * more) & 0x3F));
    }
    return size;
}

/* Neighbouring words written together: labels.joined. */
static int cast_runs(Question *asked, PyObject *words)
{
    W kept[MOST];
    int size = 0, failed = 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(words); i++) {
        PyObject *word = PyTuple_GET_ITEM(words, i);
        int kind = kind_of(FIELD(word, WORD(KIND)));
        if (kind < 0)
            return -1;
        if (kind != CORE && kind != WEAK && kind != PLACE)
            continue;
        if (size == MOST)
            return 1;
        kept[size].object = word, kept[size].kind = kind;
        kept[size].text = text_of(FIELD(word, WORD(TEXT))), kept[size].fold = text_of(FIELD(word, WORD(FOLD)));
        kept[size].weight = PyFloat_AsDouble(FIELD(word, WORD(WEIGHT)));
        size++;
    }
    for (int start = 0; start < size; start++) {
        double share = 0.0;
        for (int end = start; end < size && end < start + longest_run; end++) {
            Py_ssize_t bytes;
            double rarity = 1.0;
            const char *fold = PyUnicode_AsUTF8AndSize(FIELD(kept[end].object, WORD(FOLD)), &bytes);
            if (fold == NULL || (failed = rarity_in(asked, fold, bytes, &rarity)))
                return fold == NULL ? -1 : failed;
            share += kept[end].weight * rarity;
            if (end == start)
                continue;
            Written run;
            char text[4 * WRITTEN];
            int known = 0;
            double vote = share < 1.0 ? share : 1.0;
            if ((failed = together_of(kept + start, end - start + 1, ~(uint64_t)0, &run)))
                return failed;
            if ((bytes = encoded(&run, text)) < 0)
                return 1;
            if ((failed = cast_word(asked, text, bytes, vote, common, &known)) ||
                (failed = cast_neighbours(asked, text_of_written(&run), vote)))
                return failed;
        }
    }
    return 0;
}

static int cast_reading(Question *asked, PyObject *name)
{
    PyObject *words = FIELD(name, NAME(WORDS)), *key = FIELD(name, NAME(KEY));
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(key, &size);
    Votes *same = &asked->same[asked->readings++];
    int failed = text == NULL ? -1 : of_key(asked, text, size, same);
    if (failed || (failed = cast(asked, same->numbers, same->size, limits.same_key)))
        return failed;
    if (same->size == 0 && PyUnicode_GET_LENGTH(key) >= least_key && (failed = cast_near_keys(asked, text_of(key))))
        return failed;
    if ((failed = cast_acronyms(asked, words, FIELD(name, whole_layout.at[WHOLE_ACRONYMS]))) ||
        (failed = cast_words(asked, words, same->size > 0)))
        return failed;
    return same->size ? 0 : cast_runs(asked, words);
}

/* candidates(file, tables, name, city, all_log): as candidates.candidates; None when a record is damaged or anything is
 * left to Python. tables: of keys, cities, words, acronyms, then of neighbours and words, and of neighbours and keys. */
PyObject *native_candidates(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 5 || !ready || !PyTuple_Check(args[1]) || PyTuple_GET_SIZE(args[1]) != TABLES ||
        !Py_IS_TYPE(args[2], whole_layout.type) || !PyUnicode_Check(args[3])) {
        PyErr_SetString(PyExc_TypeError, "candidates: file, tables, name, city, all_log");
        return NULL;
    }
    Question asked = {0};
    asked.all_log = PyFloat_AsDouble(args[4]);
    asked.city = PyUnicode_AsUTF8AndSize(args[3], &asked.city_size);
    PyObject *variants = FIELD(args[2], whole_layout.at[WHOLE_VARIANTS]), *found = NULL;
    Py_buffer file;
    if (PyErr_Occurred() || PyObject_GetBuffer(args[0], &file, PyBUF_SIMPLE) < 0)
        return NULL;
    int failed = -1;
    for (int i = 0; i < TABLES; i++)
        if (table_of(PyTuple_GET_ITEM(args[1], i), &file, &asked.tables[i]) < 0)
            goto done;
    asked.same = PyMem_Calloc((size_t)PyTuple_GET_SIZE(variants) + 1, sizeof *asked.same);
    failed = asked.same == NULL ? -1 : cast_reading(&asked, args[2]);
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(variants) && !failed; n++)
        failed = cast_reading(&asked, PyTuple_GET_ITEM(variants, n));
    if (!failed)
        found = counted(asked.cast, asked.size, asked.same, asked.readings, &limits);
done:
    PyMem_Free(asked.cast);
    PyMem_Free(asked.same);
    PyBuffer_Release(&file);
    if (failed < 0 && !PyErr_Occurred())
        PyErr_NoMemory();
    return failed > 0 && !PyErr_Occurred() ? Py_NewRef(Py_None) : found;
}
