namespace PruneBuild.Diagnostics;

/// <summary>How much a diagnostic weighs: only an error stops work.</summary>
public enum Severity
{
    /// <summary>Worth knowing; changes nothing.</summary>
    Message,

    /// <summary>Something was left out or done another way; the result is still right.</summary>
    Warning,

    /// <summary>What was asked for was not done.</summary>
    Error,
}
