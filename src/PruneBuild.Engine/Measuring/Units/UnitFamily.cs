using System.Globalization;

namespace PruneBuild.Engine.Measuring.Units;

/// <summary>The units of one quantity: reads <c>40 MB</c>, writes it back.</summary>
/// <param name="Quantity">What is measured, as a message names it.</param>
/// <param name="Example">A value as people write it.</param>
/// <param name="NeedsUnit">True when a bare number would be ambiguous.</param>
/// <param name="Units">All units, the one for writing larger numbers later; the first one's factor is 1.</param>
public sealed record UnitFamily(string Quantity, string Example, bool NeedsUnit, ValueList<MeasuringUnit> Units)
{
    /// <summary>Bytes, in decimal and binary multiples.</summary>
    public static UnitFamily Bytes { get; } = new("a size", "40 MB", true,
    [
        new("B", 1), new("KB", 1e3), new("MB", 1e6), new("GB", 1e9),
        new("KiB", 1024, false), new("MiB", 1024 * 1024, false), new("GiB", 1024 * 1024 * 1024, false),
    ]);

    /// <summary>Floating-point operations; a multiply-add (MAC) counts as two.</summary>
    public static UnitFamily Flops { get; } = new("a number of FLOPs", "10 MFLOPs", false,
    [
        new("FLOPs", 1), new("KFLOPs", 1e3), new("MFLOPs", 1e6), new("GFLOPs", 1e9), new("TFLOPs", 1e12),
        new("MACs", 2, false), new("KMACs", 2e3, false), new("MMACs", 2e6, false), new("GMACs", 2e9, false), new("TMACs", 2e12, false),
    ]);

    /// <summary>Plain counts: thousands, millions, billions.</summary>
    public static UnitFamily Count { get; } = new("a count", "1.5 M", false, [new("", 1), new("K", 1e3), new("M", 1e6), new("B", 1e9)]);

    /// <summary>Milliseconds and their kin.</summary>
    public static UnitFamily Milliseconds { get; } = new("a time", "2.5 ms", true,
        [new("ms", 1), new("s", 1e3), new("ns", 1e-6, false), new("us", 1e-3, false), new("µs", 1e-3, false)]);

    /// <summary>Reads a number and a unit, with or without a space between them; case does not matter.</summary>
    /// <returns>The amount in the base unit; or null when it is no finite number of a known unit.</returns>
    public double? Parse(string text)
    {
        var trimmed = text.Trim();
        var split = trimmed.Length;
        while (split > 0 && !char.IsAsciiDigit(trimmed[split - 1]) && trimmed[split - 1] != '.')
            split--;
        var word = trimmed[split..].Trim();
        var unit = Units.FirstOrDefault(unit => unit.Symbol.Equals(word, StringComparison.OrdinalIgnoreCase));
        if (unit is null && (word.Length > 0 || NeedsUnit))
            return null;
        return double.TryParse(trimmed[..split], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number * (unit?.Factor ?? 1)
            : null;
    }

    /// <summary>The amount in the largest unit that leaves at least 1 before the point: <c>33.9 MB</c>.</summary>
    public string Format(double amount)
    {
        var unit = Units.LastOrDefault(unit => unit.IsWritten && Math.Abs(amount) >= unit.Factor) ?? Units[0];
        var number = (amount / unit.Factor).ToString("0.###", CultureInfo.InvariantCulture);
        return unit.Symbol.Length == 0 ? number : $"{number} {unit.Symbol}";
    }
}

/// <summary>A unit.</summary>
/// <param name="Symbol">As people write it.</param>
/// <param name="Factor">Base units in one of it.</param>
/// <param name="IsWritten">False for units that are only read.</param>
public sealed record MeasuringUnit(string Symbol, double Factor, bool IsWritten = true);
