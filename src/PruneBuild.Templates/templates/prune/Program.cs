using System.Globalization;
using Microsoft.ML.OnnxRuntime;

float[] point = args.Length == 2 ? [.. args.Select(text => float.Parse(text, CultureInfo.InvariantCulture))] : [0.5f, 0.4f];

// Written by the build: where the pruned model is, and what was measured of it.
using var session = new InferenceSession(PrunedModels.Ring.Path);
using var input = OrtValue.CreateTensorValueFromMemory(point, [1, 2]);
using var run = new RunOptions();
using var outputs = session.Run(run, ["point"], [input], ["scores"]);
var scores = outputs[0].GetTensorDataAsSpan<float>();
Console.WriteLine(
    $"({point[0]}, {point[1]}) is {(scores[1] > scores[0] ? "in" : "outside")} the ring, says a model of {PrunedModels.Ring.Bytes} bytes "
    + $"that is right for {PrunedModels.Ring.Accuracy:P1} of the points.");
