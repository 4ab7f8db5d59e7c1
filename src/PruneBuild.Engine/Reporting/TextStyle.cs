namespace PruneBuild.Engine.Reporting;

/// <summary>How parts of a text stand out: by ANSI escapes on a terminal, not at all elsewhere.</summary>
/// <param name="IsPlain">True for text without escapes.</param>
public sealed record TextStyle(bool IsPlain)
{
    /// <summary>No escapes.</summary>
    public static TextStyle Plain { get; } = new(true);

    /// <summary>Escapes when colours are wanted.</summary>
    public static TextStyle Of(bool colour) => colour ? new(false) : Plain;

    /// <summary>What is to be seen first: bold.</summary>
    public string Strong(string text) => Wrap("1", text);

    /// <summary>What is there for those who look: faint.</summary>
    public string Faint(string text) => Wrap("2", text);

    /// <summary>What went well or can be used: green.</summary>
    public string Good(string text) => Wrap("32", text);

    /// <summary>What cannot be used: yellow.</summary>
    public string Poor(string text) => Wrap("33", text);

    private string Wrap(string code, string text) => IsPlain || text.Length == 0 ? text : $"\u001b[{code}m{text}\u001b[0m";
}
