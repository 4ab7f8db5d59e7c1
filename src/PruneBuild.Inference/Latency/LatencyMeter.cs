using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Latency;

/// <summary>Measures how long models take, two at a time, so that a machine that slows down slows both.</summary>
public static class LatencyMeter
{
    /// <summary>Runs the two models in turn on the same input: AB, BA, AB, …</summary>
    /// <param name="first">A; opened the way the app runs it (all cores, all optimisations).</param>
    /// <param name="second">B.</param>
    /// <param name="inputs">Input for both.</param>
    /// <param name="settings">How long.</param>
    /// <param name="cancellation">Ends the measurement with <see cref="OperationCanceledException" />.</param>
    /// <exception cref="InferenceException">A model does not run on this input.</exception>
    public static LatencyComparison Compare(
        ModelSession first,
        ModelSession second,
        IReadOnlyDictionary<string, Tensor> inputs,
        LatencySettings? settings = null,
        CancellationToken cancellation = default)
    {
        var limits = settings ?? new LatencySettings();
        for (var i = 0; i < limits.WarmUps; i++)
            (_, _) = (Time(first, inputs, cancellation), Time(second, inputs, cancellation));
        var (ofFirst, ofSecond) = (new List<double>(), new List<double>());
        var start = Stopwatch.GetTimestamp();
        while (ofFirst.Count < limits.LeastRuns
            || (ofFirst.Count < limits.MostRuns && Stopwatch.GetElapsedTime(start).TotalSeconds < limits.Seconds))
        {
            if (ofFirst.Count % 2 == 0)
                ofFirst.Add(Time(first, inputs, cancellation));
            ofSecond.Add(Time(second, inputs, cancellation));
            if (ofFirst.Count < ofSecond.Count)
                ofFirst.Add(Time(first, inputs, cancellation));
        }

        return new LatencyComparison(new(ofFirst.ToValueList()), new(ofSecond.ToValueList()), Machine(first));
    }

    // Outputs stay where ONNX Runtime made them: copying them out is our cost, not the model's.
    private static double Time(ModelSession session, IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        session.Visit(inputs, new Dictionary<string, TextTensor>(), session.Outputs, (_, _) => { }, cancellation);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string Machine(ModelSession session) =>
        $"{session.Device.Description}, ONNX Runtime {OrtEnv.Instance().GetVersionString()}, {RuntimeInformation.OSDescription}";
}
