using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Data.Tables;

/// <summary>One named property of every record of a table, as it stands in the file: nothing is interpreted
/// before it is asked for.</summary>
/// <param name="name">What prune.yaml calls it.</param>
public abstract class Column(string name)
{
    /// <summary>What prune.yaml calls it.</summary>
    public string Name { get; } = name;

    /// <summary>Number of records.</summary>
    public abstract int Count { get; }

    /// <summary>Where the record's value stands, when the column knows better than the table.</summary>
    public virtual SourceSpan? Place(int record) => null;
}
