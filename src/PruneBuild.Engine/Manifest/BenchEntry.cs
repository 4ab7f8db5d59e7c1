namespace PruneBuild.Engine.Manifest;

/// <summary>How <c>dotnet prune bench</c> times a model; what is missing is the tool's own.</summary>
/// <param name="Records">Numbers of records that run at once; empty for one alone and a batch of the data.</param>
/// <param name="Threads">Threads inside an operator, 0 for every core.</param>
/// <param name="Seconds">For each number of records, at most.</param>
public sealed record BenchEntry(ValueList<Located<int>> Records, Located<int>? Threads, Located<double>? Seconds)
{
    /// <summary>The most threads that can be asked for: above it a machine spends its memory on stacks.</summary>
    public const int MostThreads = 1024;
}
