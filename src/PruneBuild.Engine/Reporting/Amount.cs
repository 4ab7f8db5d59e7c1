namespace PruneBuild.Engine.Reporting;

/// <summary>How many of what, as people write it.</summary>
public static class Amount
{
    /// <summary><c>1 row</c>, <c>912 rows</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">What one of them is called; more of them with an s.</param>
    public static string Of(long count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
