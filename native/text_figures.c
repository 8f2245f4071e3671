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

static int has(const Token *tokens, int count, Text text)
{
    for (int i = 0; i < count; i++)
        if (same_text(tokens[i].text, text))
            return 1;
    return 0;
}

/* The sorted words of a name, each once, that the other has, or has not, with blanks between. */
static Text rest(const Name *name, const Name *other, int wanted, uint8_t *room)
{
    Text found = {room, 0};
    for (int i = 0; i < name->tokens; i++) {
        Text text = name->sorted[i]->text;
        if ((i && same_text(text, name->sorted[i - 1]->text)) || has(other->token, other->tokens, text) != wanted)
            continue;
        room = found.size ? append(&found, room, BLANK) : room;
        room = append(&found, room, text);
    }
    return found;
}

static double shared_words(const Name *caller, const Name *label)
{
    uint8_t room[3][MOST_LETTERS + 1];
    Text both = rest(caller, label, 1, room[0]), left = rest(caller, label, 0, room[1]);
    Text right = rest(label, caller, 0, room[2]);
    if (both.size && !(left.size && right.size))
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
static double partner(const Token *one, const Token *other)
{
    if (same_text(one->text, other->text))
        return 1.0;
    if (one->digits || other->digits)
        return 0.0;
    if (same_text(one->fold, other->fold))
        return larger(jaro_winkler(one->text, other->text), settings.same_fold);
    if (one->bones.size > 1 && same_text(one->bones, other->bones))
        return larger(jaro_winkler(one->text, other->text), settings.same_bones);
    int ours = one->text.size - ones(one->set & ~other->set), theirs = other->text.size - ones(other->set & ~one->set);
    int same = ours < theirs ? ours : theirs;
    double most = ((double)same / one->text.size + (double)same / other->text.size + 1.0) / 3.0;
    if (*one->text.at == *other->text.at)
        most += 0.4 * (1.0 - most);
    if (most < settings.partner - settings.epsilon)
        return 0.0;
    double alike = jaro_winkler(one->text, other->text);
    return alike > settings.partner ? alike : 0.0;
}

/* text_likeness._cover; and how rare and how unusual the words of the name are at most. */
static void cover(const Name *name, const Name *other, double *row, double *rare, double *odd)
{
    *rare = *odd = 0.0;
    double whole = 0.0, had = 0.0, rarest = 0.0, unusual = 0.0, worst = 1.0;
    for (int i = 0; i < name->tokens; i++) {
        const Token *word = &name->token[i];
        double best = 0.0;
        for (int j = 0; j < other->tokens && best < 1.0; j++)
            best = larger(best, partner(word, &other->token[j]));
        whole += word->rarity;
        *rare = larger(*rare, word->rarity), *odd = larger(*odd, word->unusual);
        if (best > 0.0) {
            had += word->rarity * best;
            worst = best < worst ? best : worst;
        } else {
            rarest = larger(rarest, word->rarity);
            unusual = larger(unusual, word->unusual);
        }
    }
    row[0] = whole != 0.0 ? had / whole : 0.0;
    row[1] = rarest, row[2] = unusual, row[3] = worst;
}

/* Whether the first letters of a name's words are what the other name is. */
static int are_initials(const Name *name, Text other)
{
    int same[2] = {1, 1}, at[2] = {0, 0}; /* of the words that are no legal forms, and of all */
    for (int i = 0; i < name->tokens; i++)
        for (int all = !name->token[i].named; all < 2; all++, at[all - 1]++)
            same[all] &= at[all] < other.size && other.at[at[all]] == *name->token[i].text.at;
    return (same[0] && at[0] > 1 && at[0] == other.size) || (same[1] && at[1] > 1 && at[1] == other.size);
}

/* How many numbers only the first has, and whether they have one in common. */
static int other_digits(const Name *name, const Name *other, double *same)
{
    int count = 0;
    for (int i = 0; i < name->tokens; i++) {
        const Token *word = &name->token[i];
        if (!word->digits || has(name->token, i, word->text))
            continue;
        if (has(other->token, other->tokens, word->text))
            *same = 1.0;
        else
            count++;
    }
    return count;
}

void text_figures(const Name *caller, const Patterns *patterns, const Name *label, double *row)
{
    row[at_letters] = common(&patterns->joined, label->joined);
    row[at_sorted_letters] = common(&patterns->ordered, label->ordered), row[at_same_digits] = 0.0;
    row[at_shared_words] = shared_words(caller, label);
    row[at_within] = within(&patterns->joined, label->joined);
    row[at_beginning] = jaro_winkler(caller->joined, label->joined);
    row[at_heard] = common(&patterns->heard, label->heard), row[at_consonants] = common(&patterns->bones, label->bones);
    cover(caller, label, row + at_words_said, row + at_caller_rarest, row + at_caller_unusual);
    cover(label, caller, row + at_words_kept, row + at_label_rarest, row + at_label_unusual);
    row[at_caller_letters] = caller->joined.size, row[at_label_letters] = label->joined.size;
    row[at_caller_words] = caller->tokens, row[at_label_words] = label->tokens;
    row[at_label_initials] = are_initials(label, caller->joined), row[at_caller_initials] = are_initials(caller, label->joined);
    row[at_same_first] = row[at_same_last] = caller->tokens == label->tokens;
    if (caller->tokens && label->tokens) {
        row[at_same_first] = same_text(caller->token[0].text, label->token[0].text);
        row[at_same_last] = same_text(caller->token[caller->tokens - 1].text, label->token[label->tokens - 1].text);
    }
    row[at_other_digits] = other_digits(caller, label, &row[at_same_digits]);
    row[at_other_digits] += other_digits(label, caller, &row[at_same_digits]);
    row[at_cyrillic] = caller->cyrillic, row[at_two_scripts] = caller->cyrillic != label->cyrillic, row[at_short_words] = 0.0;
    for (int i = 0; i < label->tokens; i++)
        row[at_short_words] += label->token[i].text.size <= 3;
}
