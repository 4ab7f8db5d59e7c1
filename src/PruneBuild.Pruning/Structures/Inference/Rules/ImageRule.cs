namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// Image operators that old converters wrote and ONNX Runtime still runs, and samplers at computed places: records and channels pass, what
/// states places stays.
/// </summary>
internal sealed class ImageRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["ImageScaler", "Crop", "GridSample"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var output = scope.FreshOutput(0);
        (output[0], output[1]) = (x[0], x[1]);
        scope.PinSpatial(x, output);
        if (scope.Node.OpType == "ImageScaler")
            scope.Pin(x[1], "an attribute holds a number for each of its channels");
        for (var input = 1; input < scope.InputCount; input++)
        {
            foreach (var dim in scope.Axes(input))
                scope.Pin(dim, "it states places in an image");
        }

        scope.SetOutput(0, output);
    }
}
