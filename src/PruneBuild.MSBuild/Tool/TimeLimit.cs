using System.Threading;

namespace PruneBuild.MSBuild.Tool;

/// <summary>How long the tool may take, as MSBuild counts it.</summary>
internal static class TimeLimit
{
    /// <summary>Milliseconds; for ever when there is no limit, or one of 24 days and more, which no timer counts.</summary>
    /// <param name="seconds">0 or less for no limit.</param>
    public static int Milliseconds(int seconds) => seconds is > 0 and <= int.MaxValue / 1000 ? seconds * 1000 : Timeout.Infinite;
}
