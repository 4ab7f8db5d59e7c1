using System.Globalization;

namespace PruneBuild.Engine.Reporting;

/// <summary>Shares as people read them.</summary>
public static class Percent
{
    /// <summary><c>97 %</c>, <c>3.1 %</c>, <c>0.04 %</c>: two significant digits below ten per cent, none after the point above, but for
    /// what is nearly all: <c>99.9 %</c>.</summary>
    public static string Of(double share)
    {
        var percent = share * 100;
        var format = Math.Abs(percent) switch { >= 99.5 and < 100 => Nearly(100 - Math.Abs(percent)), >= 9.95
            or 0 => "0", >= 0.095 => "0.0", _ => "0.00" };
        return percent.ToString(format, CultureInfo.InvariantCulture) + " %";
    }

    /// <summary><c>30 % less</c>; <c>3.1 % more</c> for a share below 0.</summary>
    public static string Less(double share) => $"{Of(Math.Abs(share))} {(share < 0 ? "more" : "less")}";

    /// <summary><c>50 %</c>, <c>30.25 %</c>: a share that was asked for, as it was asked, to four digits after the point.</summary>
    /// <remarks>It says which of several budgets is meant, so that it is not rounded as what was measured is.</remarks>
    public static string Asked(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    /// <summary>What is left of a whole must show, down to five millionths; below it is rounding.</summary>
    private static string Nearly(double rest) => rest switch { >= 0.05 => "0.0", >= 0.005 => "0.00", >= 0.0005 => "0.000", _ => "0" };
}
