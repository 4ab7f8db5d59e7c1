using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>What <c>cast</c> says of inputs: their numbers go through another type, fractions cut off,
/// before the model's own is made of them.</summary>
internal sealed class Casts
{
    private readonly Dictionary<string, ElementType> types = [];

    private Casts()
    {
    }

    /// <summary>The casts of a manifest's steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="inputs">The model's inputs.</param>
    /// <returns>The casts; or PB1010 for an input that the model does not have.</returns>
    public static Result<Casts> Of(IEnumerable<PrepareStep> steps, ValueList<ModelInput> inputs)
    {
        var casts = new Casts();
        foreach (var entry in steps.OfType<CastStep>().SelectMany(step => step.Types))
        {
            var input = ModelInput.Named(inputs, entry.Input, "cast");
            if (!input.IsOk)
                return input.As<Casts>();
            casts.types[entry.Input.Value] = Enum.Parse<ElementType>(entry.Type.Value, ignoreCase: true);
        }

        return Result<Casts>.Ok(casts);
    }

    /// <summary>A record's tensor for an input, cast as the manifest says.</summary>
    public Tensor Apply(string input, Tensor tensor)
    {
        if (!types.TryGetValue(input, out var type) || type == tensor.Type)
            return tensor;
        return WholeNumbers.Are(type)
            ? WholeNumbers.Tensor(type, WholeNumbers.Truncated(tensor), tensor.Shape)
            : Numbers.As(type, tensor);
    }
}
