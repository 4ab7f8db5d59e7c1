using System.Text.Json;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.GradientScores;

/// <summary>What another framework computed for a model of the zoo.</summary>
/// <param name="Factors">R of the loss Σ mean(o·R), by output.</param>
/// <param name="Masks">Where masks sit and their gradients.</param>
/// <param name="Weights">By initializer.</param>
internal sealed record RecordedGradients(
    IReadOnlyDictionary<string, Tensor> Factors,
    IReadOnlyList<RecordedMask> Masks,
    IReadOnlyDictionary<string, Tensor> Weights)
{
    /// <summary>True when nothing is to be compared.</summary>
    public bool IsEmpty => Masks.Count + Weights.Count == 0;

    /// <summary>Reads <c>grads.npz</c> and <c>truth.json</c> of a folder; a variant has what was recorded for the model that it was made
    /// from. Null where nothing was recorded.</summary>
    public static RecordedGradients? Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "grads.npz")))
            return BaseOf(folder) is { } model ? Read(Path.GetDirectoryName(model)!) : null;
        var arrays = NpzFile.Read(Path.Combine(folder, "grads.npz"));
        using var truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "truth.json")));
        var parameters = truth.RootElement.GetProperty("parameters");
        var masks = truth.RootElement.GetProperty("grads").GetProperty("masks").EnumerateArray()
            .Select(mask => Mask(mask, parameters, arrays)).OfType<RecordedMask>().ToList();
        return new(Under(arrays, "loss_R/"), masks, Under(arrays, "weight/"));
    }

    /// <summary>The model that a folder's model is a variant of, where the folder has no records of its own; else null.</summary>
    public static string? BaseOf(string folder)
    {
        if (File.Exists(Path.Combine(folder, "grads.npz")))
            return null;
        using var truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "truth.json")));
        var name = truth.RootElement.TryGetProperty("base", out var original) ? original.GetString() : null;
        var path = name is null ? null : Path.Combine(Path.GetDirectoryName(folder)!, name, "model.onnx");
        return File.Exists(path) ? path : null;
    }

    /// <summary>What concerns these tensors.</summary>
    public RecordedGradients Of(IReadOnlySet<string> tensors) => this with
    {
        Masks = [.. Masks.Where(mask => mask.Weights.All(tensors.Contains))],
        Weights = Weights.Where(pair => tensors.Contains(pair.Key)).ToDictionary(),
    };

    private static Dictionary<string, Tensor> Under(IReadOnlyDictionary<string, Tensor> arrays, string prefix) => arrays
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);

    private static RecordedMask? Mask(JsonElement mask, JsonElement parameters, IReadOnlyDictionary<string, Tensor> arrays)
    {
        var name = mask.GetProperty("name").GetString()!;
        var module = mask.GetProperty("module").GetString()!;
        if (!arrays.TryGetValue($"mask/{name}", out var gradient))
            return null;
        var entersModule = mask.GetProperty("site").GetString() == "input of module";
        // The output of a BatchNorm that is folded into its convolution is the convolution's: the mask is named after that.
        var weight = Tensors(parameters, $"{module}.weight")
            ?? Tensors(parameters, $"{name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]}.weight");
        return weight is null ? null : new(
            name, weight, entersModule, mask.GetProperty("consecutive_features_per_unit").GetInt32(), gradient);
    }

    private static IReadOnlyList<string>? Tensors(JsonElement parameters, string parameter) =>
        parameters.TryGetProperty(parameter, out var places)
            ? [.. places.EnumerateArray().Select(place => place.GetProperty("onnx").GetString()!)]
            : null;
}

/// <summary>A mask of ones, multiplied into what enters or leaves the nodes that read a weight.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weights">The initializers of the module.</param>
/// <param name="EntersModule">True for the module's input, last axis; false for its output, axis 1.</param>
/// <param name="FeaturesPerUnit">Consecutive features of a unit.</param>
/// <param name="Gradient">[units].</param>
internal sealed record RecordedMask(string Name, IReadOnlyList<string> Weights, bool EntersModule, int FeaturesPerUnit, Tensor Gradient);
