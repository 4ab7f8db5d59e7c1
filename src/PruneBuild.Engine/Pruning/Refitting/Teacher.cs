using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>
/// What the original puts out, one place after the other. It runs piece by piece as places are asked for, each node once while they come
/// in the order of its nodes; or everything is recorded while it runs for another reason, as long as that takes no more than 4 GiB.
/// </summary>
/// <param name="original">The model.</param>
/// <param name="facts">Shapes of its values.</param>
/// <param name="batches">Calibration data.</param>
/// <param name="runner">Runs pieces of it.</param>
/// <param name="memory">What it said in earlier trials, and what later ones may ask for; null for a single run.</param>
internal sealed class Teacher(
    OnnxModel original, ShapeFacts facts, IReadOnlyList<Batch> batches, SegmentRunner runner, TeacherMemory? memory = null)
{
    private const long MostBytes = 4L << 30;

    private readonly ValueKeeper keeper = new();
    private readonly GraphIndex index = new(original.Graph);
    private readonly Dictionary<int, IReadOnlyDictionary<string, Tensor>> recorded = [];
    private Frontier at = Frontier.Start(batches);
    private string[] expected = [];
    private long bytes;

    /// <summary>True when all batches have been recorded.</summary>
    public bool IsWhole => recorded.Count == batches.Count;

    /// <summary>What records these values while some of the batches run.</summary>
    /// <param name="values">All that will be asked for.</param>
    /// <param name="numbers">Positions of the batches that will run, in their order.</param>
    public Observation Recording(IEnumerable<string> values, IReadOnlyList<int> numbers)
    {
        expected = [.. values.Distinct()];
        var next = 0;
        return new Observation(expected, seen => Record(numbers[next++], seen));
    }

    /// <summary>Runs the batches that have not been recorded, when recording has begun and is worth it.</summary>
    public Result<bool> RecordTheRest(CancellationToken cancellation)
    {
        int[] missing = [.. Enumerable.Range(0, batches.Count).Where(number => !recorded.ContainsKey(number))];
        if (recorded.Count == 0 || missing.Length == 0 || bytes / recorded.Count * batches.Count > MostBytes)
            return Result<bool>.Ok(true);
        var rest = Frontier.Start(missing.Select(number => batches[number]));
        var run = runner.Measure(rest, original, [], facts, [], also: Recording(expected, missing), cancellation: cancellation);
        return run.IsOk ? Result<bool>.Ok(true) : run.As<bool>();
    }

    /// <summary>A value of the original.</summary>
    /// <param name="value">One that lies before another that was asked for is run to from the start: a consumer whose output is only
    /// added to a branch is taught the sum, and what the branch's own consumers put out lies before that.</param>
    /// <param name="cancellation">Ends the run.</param>
    public Result<TaughtValue> At(string value, CancellationToken cancellation)
    {
        if (IsWhole && expected.Contains(value))
            return Result<TaughtValue>.Ok(new TaughtValue(value, [.. batches.Select((_, number) => recorded[number])]));
        if (memory?.Find(value) is { } known)
            return Result<TaughtValue>.Ok(known);
        var isPassed = IsPassed(value);
        var from = isPassed ? Frontier.Start(batches) : at;
        var run = runner.Advance(from, original, [value], [value], cancellation: cancellation);
        if (!run.IsOk)
            return run.As<TaughtValue>();
        if (!isPassed)
            at = run.Value.Frontier;
        var taught = new TaughtValue(value, run.Value.Wanted);
        memory?.Keep(taught);
        return Result<TaughtValue>.Ok(taught);
    }

    /// <summary>True when a value was computed, and given up because nothing else reads it.</summary>
    private bool IsPassed(string value) =>
        index.Producer(value) is { } node && at.HasRun(node.Output.First(output => output.Length > 0)) && !at.Values.Contains(value);

    private void Record(int number, IReadOnlyDictionary<string, Tensor> seen)
    {
        bytes += expected.Sum(value => (long)seen[value].Bytes.Length);
        if (bytes > MostBytes)
            recorded.Clear();
        else
            recorded[number] = keeper.KeepCopies(expected.ToDictionary(value => value, value => seen[value]));
    }
}
