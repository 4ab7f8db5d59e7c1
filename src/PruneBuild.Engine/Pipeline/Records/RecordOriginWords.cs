using System.Text.Json;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>Where measured records come from, as records and reports say it.</summary>
internal static class RecordOriginWords
{
    /// <summary><c>validation</c>, <c>calibration</c>, <c>random</c>.</summary>
    public static string Of(RecordOrigin origin) => origin switch
    {
        RecordOrigin.Validation => "validation",
        RecordOrigin.Calibration => "calibration",
        RecordOrigin.Random => "random",
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "Not an origin."),
    };

    /// <summary>Reads <c>measuredOn</c>; of older text, which has none, <c>madeUp</c>.</summary>
    public static RecordOrigin Read(JsonElement records) => records.Find("measuredOn")?.GetString() switch
    {
        "validation" => RecordOrigin.Validation,
        "calibration" => RecordOrigin.Calibration,
        "random" => RecordOrigin.Random,
        null => records.Find("madeUp")?.GetBoolean() == true ? RecordOrigin.Random : RecordOrigin.Validation,
        var other => throw new FormatException($"'{other}' is no origin of records"),
    };
}
