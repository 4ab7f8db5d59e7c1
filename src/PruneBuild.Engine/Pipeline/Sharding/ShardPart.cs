using System.Globalization;

namespace PruneBuild.Engine.Pipeline.Sharding;

/// <summary>One part of a list of work that is divided among machines.</summary>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">How many parts there are.</param>
public sealed record ShardPart(int Index, int Count)
{
    /// <summary>Reads <c>3/8</c>, the fourth of eight; null when the text is no part.</summary>
    public static ShardPart? Parse(string text) =>
        text.Split('/') is [var index, var count] && TryRead(index, out var which) && TryRead(count, out var all) && which < all
            ? new ShardPart(which, all)
            : null;

    /// <summary>What the part has of a list: parts follow each other, cover the list, and differ by one item at most. Neighbours stay
    /// together because they share work.</summary>
    public Range Of(int items) => (int)((long)items * Index / Count)..(int)((long)items * (Index + 1) / Count);

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
