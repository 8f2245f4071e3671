/* How alike two names are as texts: leadcli/resolution/comparison/text_likeness.py. */
#include "core.h"

static Pattern scratch; /* empty between two uses */

static double common(const Pattern *one, Text other)
{
    int both = one->text.size + other.size;
    return both ? 2.0 * common_letters(one, other) / both : 0.0;
}

/* text_likeness.within. A stretch one letter on has at most one letter more in common: those that cannot are skipped. */
static double best_stretch(const Pattern *shorter, Text longer)
{
    int size = shorter->text.size, best = 0;
    if (size == 0)
        return 0.0;
    for (int start = 0; start + size <= longer.size && best < size;) {
        int begins = common_letters(shorter, (Text){longer.at + start, 1}); /* with a letter that the shorter has */
        int found = begins ? common_letters(shorter, (Text){longer.at + start, size}) : best;
        start += best > found ? best - found + 1 : 1;
        best = found > best ? found : best;
    }
    return (double)best / size;
}

static double within(const Pattern *caller, Text label)
{
    if (caller->text.size <= label.size)
        return best_stretch(caller, label);
    make_pattern(&scratch, label);
    double found = best_stretch(&scratch, caller->text);
    empty_pattern(&scratch);
    return found;
}

static int has(const Word *const *words, int count, Text fold)
{
    for (int i = 0; i < count; i++)
        if (same_text(words[i]->spelt, fold))
            return 1;
    return 0;
}

/* The sorted words of a name, each once, that the other has, or has not, with blanks between; how many. */
static int rest(const Name *name, const Name *other, int wanted, uint8_t *room, Text *found)
{
    int count = 0;
    found->at = room, found->size = 0;
    for (int i = 0; i < name->says; i++) {
        Text fold = name->sorted[i]->spelt;
        if ((i && same_text(fold, name->sorted[i - 1]->spelt)) || has(other->said, other->says, fold) != wanted)
            continue;
        if (count++)
            room[found->size++] = ' ';
        memcpy(room + found->size, fold.at, (size_t)fold.size);
        found->size += fold.size;
    }
    return count;
}

static double shared_words(const Name *caller, const Name *label)
{
    uint8_t room[3][MOST_LETTERS + 1];
    Text both, left, right;
    int count = rest(caller, label, 1, room[0], &both);
    rest(caller, label, 0, room[1], &left);
    rest(label, caller, 0, room[2], &right);
    if (count && !(left.size && right.size))
        return 1.0;
    int shared = both.size, one = shared + (shared > 0) + left.size, other = shared + (shared > 0) + right.size;
    if (one + other == 0)
        return 0.0;
    make_pattern(&scratch, left);
    int apart = left.size + right.size - 2 * common_letters(&scratch, right);
    empty_pattern(&scratch);
    double best = 1.0 - (double)apart / (one + other);
    if (shared) {
        best = larger(best, 2.0 * shared / (shared + one));
        best = larger(best, 2.0 * shared / (shared + other));
    }
    return best;
}

/* text_likeness.partner; words with too few letters in common are told without looking at their order. */
static double partner(const Word *one, const Word *other)
{
    if (same_text(one->spelt, other->spelt))
        return 1.0;
    if (one->digits || other->digits || one->spelt.size == 0 || other->spelt.size == 0)
        return 0.0;
    if (one->bones.size > 1 && same_text(one->bones, other->bones)) {
        double alike = jaro_winkler(one->spelt, other->spelt);
        return alike < settings.same_bones ? settings.same_bones : alike;
    }
    int ours = one->spelt.size - ones(one->set & ~other->set), theirs = other->spelt.size - ones(other->set & ~one->set);
    int same = ours < theirs ? ours : theirs;
    double most = ((double)same / one->spelt.size + (double)same / other->spelt.size + 1.0) / 3.0;
    if (*one->spelt.at == *other->spelt.at)
        most += 0.4 * (1.0 - most);
    if (most < settings.partner - settings.epsilon)
        return 0.0;
    double alike = jaro_winkler(one->spelt, other->spelt);
    return alike > settings.partner ? alike : 0.0;
}

/* text_likeness._cover; and how rare and how unusual the words of the name are at most. */
static void cover(const Name *name, const Name *other, double *row, double *rare, double *odd)
{
    *rare = *odd = 0.0;
    double whole = 0.0, had = 0.0, rarest = 0.0, unusual = 0.0, worst = 1.0;
    for (int i = 0; i < name->says; i++) {
        const Word *word = name->said[i];
        double best = 0.0;
        for (int j = 0; j < other->says && best < 1.0; j++)
            best = larger(best, partner(word, other->said[j]));
        whole += word->spelt_rarity;
        *rare = larger(*rare, word->spelt_rarity), *odd = larger(*odd, word->spelt_unusual);
        if (best > 0.0) {
            had += word->spelt_rarity * best;
            worst = best < worst ? best : worst;
        } else {
            rarest = larger(rarest, word->spelt_rarity);
            unusual = larger(unusual, word->spelt_unusual);
        }
    }
    row[0] = whole != 0.0 ? had / whole : 0.0;
    row[1] = rarest, row[2] = unusual, row[3] = worst;
}

/* Whether the first letters of a name's words are what the other name is. */
static int are_initials(const Name *name, Text other)
{
    int at = 0;
    for (int i = 0; i < name->says; i++)
        if (name->said[i]->spelt.size && (at >= other.size || other.at[at++] != *name->said[i]->spelt.at))
            return 0;
    return name->says > 1 && at == other.size;
}

/* How many numbers only the first has, and whether they have one in common. */
static int other_digits(const Name *name, const Name *other, double *same)
{
    int count = 0;
    for (int i = 0; i < name->says; i++) {
        const Word *word = name->said[i];
        if (!word->digits || has(name->said, i, word->spelt))
            continue;
        if (has(other->said, other->says, word->spelt))
            *same = 1.0;
        else
            count++;
    }
    return count;
}

void text_figures(const Name *caller, const Patterns *patterns, const Name *label, double *row)
{
    row[at_letters] = common(&patterns->joined, label->joined);
    row[at_sorted_letters] = common(&patterns->ordered, label->ordered);
    row[at_shared_words] = shared_words(caller, label);
    row[at_within] = within(&patterns->joined, label->joined);
    row[at_beginning] = jaro_winkler(caller->joined, label->joined);
    row[at_consonants] = common(&patterns->bones, label->bones);
    cover(caller, label, row + at_words_said, row + at_caller_rarest, row + at_caller_unusual);
    cover(label, caller, row + at_words_kept, row + at_label_rarest, row + at_label_unusual);
    row[at_caller_letters] = caller->joined.size;
    row[at_label_letters] = label->joined.size;
    row[at_caller_words] = caller->says;
    row[at_label_words] = label->says;
    row[at_label_initials] = are_initials(label, caller->joined);
    row[at_caller_initials] = are_initials(caller, label->joined);
    row[at_same_first] = row[at_same_last] = caller->says == label->says;
    if (caller->says && label->says) {
        row[at_same_first] = same_text(caller->said[0]->spelt, label->said[0]->spelt);
        row[at_same_last] = same_text(caller->said[caller->says - 1]->spelt, label->said[label->says - 1]->spelt);
    }
    row[at_same_digits] = 0.0;
    row[at_other_digits] = other_digits(caller, label, &row[at_same_digits]);
    row[at_other_digits] += other_digits(label, caller, &row[at_same_digits]);
    row[at_cyrillic] = caller->cyrillic;
    row[at_two_scripts] = caller->cyrillic != label->cyrillic;
    row[at_short_words] = 0.0;
    for (int i = 0; i < label->says; i++)
        row[at_short_words] += label->said[i]->spelt.size <= 3;
}
