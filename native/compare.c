/* A caller compared with the names on file that blocking has found: leadcli/resolution/comparison/pair.py. */
#include "core.h"
#include <math.h>

Settings settings;

/* Room for one call. It is large, so it is kept; a call that comes in while Python is asked something takes another. */
typedef struct {
    int readings;
    Name label, reading[MOST_READINGS];
    Patterns patterns[MOST_READINGS]; /* empty between two calls */
    Alignment aligned, best;
    Possible possible[MOST_POSSIBLE];
} Room;

static Room *kept;

static void give_back(Room *room)
{
    for (int r = 0; r < room->readings; r++) {
        Patterns *patterns = &room->patterns[r];
        empty_pattern(&patterns->joined), empty_pattern(&patterns->ordered);
        empty_pattern(&patterns->heard), empty_pattern(&patterns->bones);
    }
    room->readings = 0;
    if (kept == NULL)
        kept = room;
    else
        PyMem_Free(room);
}

/* What a call was given. Labels: records one by one; of a file that is mapped, those that are not in its table. */
typedef struct {
    PyObject *readings, *labels, *likely, *city, *maybe, *trees;
    Rarities rarities;
    int deep;
    Py_buffer file;
    Table table;
} Asked;

static int read_readings(const Asked *asked, Room *room)
{
    Py_ssize_t count = PyTuple_GET_SIZE(asked->readings);
    if (count < 1 || count > MOST_READINGS)
        return 0;
    for (Py_ssize_t r = 0; r < count; r++) {
        PyObject *record = PyTuple_GET_ITEM(asked->readings, r);
        char *data;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(record, &data, &size) < 0)
            return -1;
        Name *name = &room->reading[r];
        int read = read_name((const uint8_t *)data, size, &asked->rarities, name);
        if (read <= 0)
            return read;
        Patterns *patterns = &room->patterns[r];
        make_pattern(&patterns->joined, name->joined), make_pattern(&patterns->ordered, name->ordered);
        make_pattern(&patterns->heard, name->heard), make_pattern(&patterns->bones, name->bones);
        room->readings++;
    }
    return 1;
}

/* The record of a label by its place among the likely and its number. As read_name. */
static int find_record(const Asked *asked, Py_ssize_t index, unsigned long number, const uint8_t **data, Py_ssize_t *size)
{
    uint32_t found;
    if (asked->file.buf != NULL && number < asked->table.count) {
        *data = record_of(&asked->table, number, &found);
        *size = (Py_ssize_t)found;
        return *data != NULL;
    }
    char *record;
    PyObject *told = PyList_GetItem(asked->labels, asked->file.buf == NULL ? index : (Py_ssize_t)(number - asked->table.count));
    if (told == NULL || PyBytes_AsStringAndSize(told, &record, size) < 0)
        return -1;
    *data = (const uint8_t *)record;
    return 1;
}

/* The caller's city, or a word of it that is one if the card stands there: shortlist.circumstance. */
static Text city_for(const Asked *asked, const Name *label)
{
    Text city = {(const uint8_t *)PyBytes_AS_STRING(asked->city), (int)PyBytes_GET_SIZE(asked->city)}, place;
    if (city.size)
        return city;
    const uint8_t *packed = (const uint8_t *)PyBytes_AS_STRING(asked->maybe);
    Reader maybe = {packed, packed + PyBytes_GET_SIZE(asked->maybe), 0};
    while (next_text(&maybe, &place))
        if (holds(label->cities, place))
            return place;
    return city;
}

/* One label with the reading that fits it best: its figures, and the alignment. As read_name. */
static int compare_label(const Asked *asked, Room *room, double share, double *row)
{
    double found[FIGURES], most = -1.0;
    Text city = city_for(asked, &room->label);
    for (int r = 0; r < room->readings; r++) {
        const Name *caller = &room->reading[r];
        int aligned = align(caller, &room->label, asked->deep, room->possible, &room->aligned);
        if (aligned <= 0)
            return aligned;
        text_figures(caller, &room->patterns[r], &room->label, found);
        signals(caller, &room->label, &room->aligned, city, found);
        double fits = found[at_caller_covered] + found[at_label_covered] + found[at_letters];
        if (fits <= most)
            continue;
        most = fits;
        memcpy(row, found, at_leads * sizeof *row);
        room->aligned.reading = r;
        room->best = room->aligned;
    }
    row[at_votes] = share;
    return 1;
}

#define AS_TEXT(text) (const char *)(text).at, (Py_ssize_t)(text).size

/* What is told of a label: its alignment, which begins with the reading, the words said, in how many letters at most
 * those were not that are no places, the ways in which words are one; where its name begins, kind, family, client, group, text. */
static PyObject *told_of(const Name *label, const Alignment *best)
{
    uint64_t said = 0;
    int unsaid = 0;
    for (int p = 0; p < best->pairs; p++)
        said |= best->pair[p].caller;
    for (int j = 0; j < label->uses; j++)
        if (best->label_alone >> j & 1 && label->used[j]->kind != PLACE && label->used[j]->letters > unsaid)
            unsaid = label->used[j]->letters;
    Py_ssize_t size = (Py_ssize_t)(offsetof(Alignment, pair) + (size_t)best->pairs * sizeof(Pair));
    return Py_BuildValue("y#LKiOIiis#s#s#s#", (const char *)best, size, (long long)best->reading, (unsigned long long)said, unsaid,
                         best->label_alone ? Py_False : Py_True, best->hows, label->name_at, label->kind, AS_TEXT(label->family),
                         AS_TEXT(label->client), AS_TEXT(label->group), AS_TEXT(label->text));
}

/* All labels: their figures and scores, and what is told of each. As read_name. */
static int compare_all(const Asked *asked, Room *room, double *rows, double *scores, PyObject *told)
{
    int count = (int)PyList_GET_SIZE(asked->likely), done = read_readings(asked, room);
    Text families[MOST_LABELS];
    for (int i = 0; i < count && done > 0; i++) {
        const Name *label = &room->label;
        const uint8_t *data;
        Py_ssize_t size;
        unsigned long number;
        double share;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(asked->likely, i), "kd", &number, &share))
            return -1;
        if ((done = find_record(asked, i, number, &data, &size)) <= 0 ||
            (done = read_name(data, size, &asked->rarities, &room->label)) <= 0 ||
            (done = compare_label(asked, room, share, rows + i * FIGURES)) <= 0)
            return done;
        families[i] = label->family;
        PyList_SET_ITEM(told, i, told_of(label, &room->best));
        if (PyList_GET_ITEM(told, i) == NULL) /* half a letter is left to Python */
            return PyErr_ExceptionMatches(PyExc_UnicodeDecodeError) ? (PyErr_Clear(), 0) : -1;
    }
    if (done <= 0)
        return done;
    competition(rows, count, families);
    if (add_up(asked->trees, rows, count, scores) < 0)
        return -1;
    for (int i = 0; i < count; i++) {
        double odds = scores[i] > settings.most_odds ? settings.most_odds : scores[i];
        scores[i] = 1.0 / (1.0 + exp(-(odds < -settings.most_odds ? -settings.most_odds : odds)));
    }
    return 1;
}

/* compare(readings, labels, likely, known, rarity, city, maybe, deep, trees): see pair.compare_by_core. Scores and rows
 * of figures as doubles, and what is told of each label. None: it is left to Python. */
PyObject *compare(PyObject *module, PyObject *args)
{
    Asked asked = {.file = {.buf = NULL}};
    PyObject *file, *place, *index, *given, *answer = NULL;
    if (!PyArg_ParseTuple(args, "O!OO!O!OSSpO!", &PyTuple_Type, &asked.readings, &given, &PyList_Type, &asked.likely,
                          &PyDict_Type, &asked.rarities.known, &asked.rarities.ask, &asked.city, &asked.maybe, &asked.deep, &PyTuple_Type,
                          &asked.trees))
        return NULL;
    Py_ssize_t count = PyList_GET_SIZE(asked.likely);
    if (count > MOST_LABELS)
        Py_RETURN_NONE;
    if (PyList_Check(given) && PyList_GET_SIZE(given) == count)
        asked.labels = given;
    else if (!PyArg_ParseTuple(given, "OOOdO!y#", &file, &place, &index, &asked.rarities.all_log, &PyList_Type,
                               &asked.labels, &asked.rarities.beside, &asked.rarities.size) ||
             PyObject_GetBuffer(file, &asked.file, PyBUF_SIMPLE) < 0)
        return NULL;
    PyObject *rows = PyBytes_FromStringAndSize(NULL, count * FIGURES * (Py_ssize_t)sizeof(double));
    PyObject *scores = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(double)), *told = PyList_New(count);
    Room *room = kept != NULL ? kept : PyMem_Calloc(1, sizeof *room);
    kept = NULL;
    int done = -1;
    int ready = rows != NULL && scores != NULL && told != NULL && room != NULL;
    if (ready && (asked.file.buf == NULL || (table_of(place, &asked.file, &asked.table) == 0 &&
                                           table_of(index, &asked.file, &asked.rarities.index.buckets) == 0)))
        done = compare_all(&asked, room, (double *)PyBytes_AS_STRING(rows), (double *)PyBytes_AS_STRING(scores), told);
    room != NULL ? give_back(room) : (void)PyErr_NoMemory();
    if (asked.file.buf != NULL)
        PyBuffer_Release(&asked.file);
    if (done > 0)
        answer = PyTuple_Pack(3, scores, rows, told);
    else if (done == 0)
        answer = Py_NewRef(Py_None);
    Py_XDECREF(scores), Py_XDECREF(rows), Py_XDECREF(told);
    return answer;
}
