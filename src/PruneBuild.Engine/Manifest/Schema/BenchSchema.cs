using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>How a model is timed.</summary>
internal static class BenchSchema
{
    private static readonly Key<ValueList<Located<int>>> Records = Key.Optional("records", new ListShape<int>(Values.Count, takesOne: true),
        "Numbers of records that run at once, such as `[1, 8]`; one alone and a batch of the data without it.");

    private static readonly Key<int> Threads = Key.Optional(
        "threads", new IntegerShape($"a whole number from 0 to {BenchEntry.MostThreads}", 0, BenchEntry.MostThreads),
        "Threads inside an operator; `0`, the default, for every core.");

    private static readonly Key<double> Seconds = Key.Optional("seconds", new NumberShape("a number above 0", double.Epsilon),
        "How long each number of records is timed, at most; 10 without it.");

    /// <summary>The settings.</summary>
    public static readonly MappingShape<BenchEntry> Shape = new(
        "bench",
        "How `dotnet prune bench` times the model, unless its command line says otherwise. It changes nothing of what is pruned.",
        [Records, Threads, Seconds],
        (values, _) => new BenchEntry(values.List(Records), values.Find(Threads), values.Find(Seconds)));
}
