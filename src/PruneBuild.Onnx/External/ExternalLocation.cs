using System.Globalization;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.External;

/// <summary>Where an external tensor says that its bytes are.</summary>
/// <param name="File">Path relative to the model's folder, as written.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes; null when the entry leaves it to the shape.</param>
internal sealed record ExternalLocation(string File, long Offset, long? Length)
{
    /// <summary>Reads the entries of a tensor; null when the location is missing or a number is malformed or negative.</summary>
    public static ExternalLocation? Of(TensorProto tensor)
    {
        var offset = Number(tensor, "offset", out var offsetIsSound);
        var length = Number(tensor, "length", out var lengthIsSound);
        return Entry(tensor, "location") is { Length: > 0 } file && offsetIsSound && lengthIsSound ? new(file, offset ?? 0, length) : null;
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.LastOrDefault(entry => entry.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key, out bool isSound)
    {
        var text = Entry(tensor, key);
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        isSound = string.IsNullOrEmpty(text) || isNumber;
        return isNumber ? number : null;
    }
}
