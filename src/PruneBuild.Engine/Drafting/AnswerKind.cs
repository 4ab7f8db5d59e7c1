using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Drafting;

/// <summary>What a model answers.</summary>
internal enum AnswerKind
{
    /// <summary>Scores of classes, one row a record.</summary>
    Class,

    /// <summary>One number a record.</summary>
    Number,

    /// <summary>Scores of the next token at every position.</summary>
    NextToken,

    /// <summary>Words or a map: nothing by which two models could be compared.</summary>
    Words,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Reads answers off shapes.</summary>
internal static class AnswerKinds
{
    /// <summary>The kind and, for classes, how many there are.</summary>
    /// <param name="predictsTokens">True when each position scores the next token.</param>
    /// <param name="type">Element type of its first output.</param>
    /// <param name="shape">The output's shape in a run.</param>
    public static (AnswerKind Kind, int Classes) Of(bool predictsTokens, ElementType type, ValueList<long> shape)
    {
        if (type is not (ElementType.Float or ElementType.Float16 or ElementType.Double))
            return (AnswerKind.Other, 0);
        return shape switch
        {
            [_, 1] or [_] => (AnswerKind.Number, 0),
            [_, >= 2 and <= int.MaxValue] => (AnswerKind.Class, (int)shape[1]),
            [_, _, >= 16] when predictsTokens => (AnswerKind.NextToken, 0),
            _ => (AnswerKind.Other, 0),
        };
    }

    /// <summary>True for whole numbers with the axes records and positions.</summary>
    public static bool TakesTokens(ModelInput input) => input.Type is ElementType.Int64 or ElementType.Int32 && input.Shape.Count == 2;
}
