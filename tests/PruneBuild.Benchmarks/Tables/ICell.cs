namespace PruneBuild.Benchmarks.Tables;

/// <summary>A cell of a table that can be kept as a line of text.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface ICell<out TSelf>
{
    /// <summary>How many <see cref="Fields" /> there are.</summary>
    static abstract int FieldCount { get; }

    /// <summary>What is kept.</summary>
    IEnumerable<string> Fields { get; }

    /// <summary>The cell of <see cref="Fields" />.</summary>
    static abstract TSelf Parse(string[] fields);
}
