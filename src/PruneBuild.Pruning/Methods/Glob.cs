namespace PruneBuild.Pruning.Methods;

/// <summary>Patterns of names: <c>*</c> stands for any characters or none, <c>?</c> for one.</summary>
public static class Glob
{
    /// <summary>True when a glob matches a whole id, or what follows a dot of it: <c>encoder.layer.*</c> also means
    /// <c>bert.encoder.layer.0.attention</c>.</summary>
    public static bool MatchesId(string glob, string id) =>
        MatchesName(glob, id) || Enumerable.Range(0, id.Length).Any(i => id[i] == '.' && Matches(glob, id.AsSpan(i + 1)));

    /// <summary>True when a glob matches a whole name.</summary>
    public static bool MatchesName(string glob, string name) => Matches(glob, name);

    /// <summary>The last star takes one character more whenever what follows it does not match: cost at most the product of the lengths,
    /// where a regular expression of many stars would take exponential time.</summary>
    private static bool Matches(ReadOnlySpan<char> glob, ReadOnlySpan<char> text)
    {
        var (at, read, star, taken) = (0, 0, -1, 0);
        while (read < text.Length)
        {
            if (at < glob.Length && glob[at] == '*')
                (star, taken, at) = (at, read, at + 1);
            else if (at < glob.Length && (glob[at] == '?' || glob[at] == text[read]))
                (at, read) = (at + 1, read + 1);
            else if (star >= 0)
                (taken, at, read) = (taken + 1, star + 1, taken + 1);
            else
                return false;
        }

        return glob[at..].Trim('*').IsEmpty;
    }
}
