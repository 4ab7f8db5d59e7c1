using System.Text;
using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>One field of a row, and where it starts.</summary>
internal readonly record struct Field(string Text, int Line, int Column);

/// <summary>Walks over delimited text row by row.</summary>
internal sealed class DelimitedScanner(string path, string text, char delimiter, bool quoted)
{
    private int position;
    private int line = 1;
    private int lineStart;

    /// <summary>What stopped the walk before its end; null when nothing did.</summary>
    public Diagnostic? Failure { get; private set; }

    /// <summary>Reads the next row that is not an empty line.</summary>
    /// <param name="row">Receives the fields.</param>
    /// <returns>False at the end, and after a failure.</returns>
    public bool Next(List<Field> row)
    {
        row.Clear();
        while (position < text.Length && LineBreak() is var width and > 0)
            StartLine(width);
        if (position >= text.Length)
            return false;
        do
        {
            if (!TakeField(row))
                return false;
        }
        while (TakeDelimiter());
        StartLine(LineBreak());
        return true;
    }

    private bool TakeField(List<Field> row)
    {
        var (startLine, column) = (line, position - lineStart + 1);
        if (!quoted || position >= text.Length || text[position] != '"')
        {
            row.Add(new Field(Plain(), startLine, column));
            return true;
        }

        if (Quoted() is not { } inside)
        {
            Fail("the quoted field that starts here never ends", startLine, column);
            return false;
        }

        row.Add(new Field(inside, startLine, column));
        if (position >= text.Length || text[position] == delimiter || LineBreak() > 0)
            return true;
        Fail("a closing quote is followed by more text; double a quote that belongs to the field", line, position - lineStart + 1);
        return false;
    }

    private string Plain()
    {
        var start = position;
        while (position < text.Length && text[position] != delimiter && LineBreak() == 0)
            position++;
        return text[start..position];
    }

    private string? Quoted()
    {
        var inside = new StringBuilder();
        position++;
        while (position < text.Length)
        {
            if (text[position] != '"')
            {
                inside.Append(text[position]);
                AdvanceInside();
            }
            else if (position + 1 < text.Length && text[position + 1] == '"')
            {
                inside.Append('"');
                position += 2;
            }
            else
            {
                position++;
                return inside.ToString();
            }
        }

        return null;
    }

    private void AdvanceInside()
    {
        if (text[position] == '\n')
            StartLine(1);
        else
            position++;
    }

    private bool TakeDelimiter()
    {
        if (position >= text.Length || text[position] != delimiter)
            return false;
        position++;
        return true;
    }

    // Characters of the line break here; 0 when there is none. A lone carriage return is text.
    private int LineBreak() =>
        position >= text.Length ? 0
        : text[position] == '\n' ? 1
        : text[position] == '\r' && position + 1 < text.Length && text[position + 1] == '\n' ? 2
        : text[position] == '\r' && position + 1 == text.Length ? 1
        : 0;

    private void StartLine(int width)
    {
        position += width;
        line += width > 0 ? 1 : 0;
        lineStart = width > 0 ? position : lineStart;
    }

    private void Fail(string reason, int atLine, int atColumn) =>
        Failure = DiagnosticCatalog.DataUnreadable.At(new SourceSpan(path, atLine, atColumn), path, reason);
}
