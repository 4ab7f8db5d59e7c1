using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace SampleApp;

/// <summary>Original against pruned on one input.</summary>
internal sealed record Comparison(PrunedModels.Model Model, Side Original, Side Pruned)
{
    private const int Rounds = 60;

    /// <summary>Runs both models in turns, so that a busy moment of the machine hits both.</summary>
    public static Comparison Run(PrunedModels.Model model, string original, IReadOnlyList<NamedOnnxValue> inputs, string[] classes)
    {
        using var before = new Classifier(original, classes);
        using var after = new Classifier(model.Path, classes);
        var (answerBefore, answerAfter) = (before.Classify(inputs), after.Classify(inputs));
        var (timesBefore, timesAfter) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            timesBefore[round] = Milliseconds(() => before.Classify(inputs));
            timesAfter[round] = Milliseconds(() => after.Classify(inputs));
        }

        var accuracy = model.Find("accuracy");
        return new(
            model,
            new(answerBefore, accuracy?.Original, Median(timesBefore), new FileInfo(original).Length),
            new(answerAfter, accuracy?.Shipped, Median(timesAfter), model.Bytes));
    }

    public void Print()
    {
        Row("", "original", Model.IsPruned ? "pruned" : "shipped (the original)", "");
        Row("answer", $"{Original.Answer}", $"{Pruned.Answer}", "");
        Row("accuracy", $"{Original.Accuracy:P1}", $"{Pruned.Accuracy:P1}", "measured by the build");
        Row(
            "latency", $"{Original.Milliseconds:0.00} ms", $"{Pruned.Milliseconds:0.00} ms",
            $"{Original.Milliseconds / Pruned.Milliseconds:0.00} times as fast");
        Row(
            "size", $"{Original.Bytes / 1e6:0.00} MB", $"{Pruned.Bytes / 1e6:0.00} MB",
            $"{1 - (double)Pruned.Bytes / Original.Bytes:P0} smaller");
    }

    private static void Row(string what, string original, string pruned, string remark) =>
        Console.WriteLine($"  {what,-10}{original,-20}{pruned,-24}{remark}".TrimEnd());

    private static double Milliseconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}

/// <summary>What one of the two models answered and costs.</summary>
internal sealed record Side(Answer Answer, double? Accuracy, double Milliseconds, long Bytes);
