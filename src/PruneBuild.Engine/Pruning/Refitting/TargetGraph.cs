using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Methods.Steps;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>The nodes that turn the original's value into what a consumer of the cut network should put out.</summary>
internal static class TargetGraph
{
    /// <summary>Input of the extended model: <see cref="MatchTarget.Teacher" /> of the original.</summary>
    public const string TeacherInput = "prunebuild.teacher";

    /// <summary>Value of the extended model, in single precision: ((teacher − residual) − shift) / scale.</summary>
    public const string Value = "prunebuild.target";

    /// <summary>The model with the target as a value.</summary>
    /// <param name="student">The cut model.</param>
    /// <param name="target">What to match.</param>
    /// <param name="output">The consumer's output: the teacher's value is of its type, and has as many axes.</param>
    /// <param name="suffix">Tells the input and the value from those of other targets of one model.</param>
    public static OnnxModel Append(OnnxModel student, MatchTarget target, ValueFact output, string suffix = "")
    {
        var proto = student.Proto.Clone();
        var (teacher, rank) = (TeacherInput + suffix, output.Shape.Count);
        proto.Graph.Input.Add(ValueInfos.Tensor(teacher, output.Type, rank));
        var value = Single(proto.Graph, teacher, output.Type, $"prunebuild.teacher-single{suffix}");
        if (target.Residual is { } residual)
        {
            var other = Single(proto.Graph, residual, output.Type, $"prunebuild.residual-single{suffix}");
            value = Append(proto.Graph, "Sub", value, other, $"prunebuild.without-residual{suffix}");
        }

        var shift = Constant(proto.Graph, $"prunebuild.shift{suffix}", target, target.Shift, rank);
        if (target.Scale is { } scale)
        {
            value = Append(proto.Graph, "Sub", value, shift, $"prunebuild.without-shift{suffix}");
            Append(proto.Graph, "Div", value, Constant(proto.Graph, $"prunebuild.scale{suffix}", target, scale, rank), Value + suffix);
        }
        else
        {
            Append(proto.Graph, "Sub", value, shift, Value + suffix);
        }

        return student.With(proto);
    }

    private static string Single(GraphProto graph, string value, ElementType type, string output)
    {
        if (type == ElementType.Float)
            return value;
        graph.Node.Add(new NodeProto
        {
            OpType = "Cast", Name = output, Input = { value }, Output = { output },
            Attribute = { NodeWriter.Attribute("to", (long)ElementType.Float) },
        });
        return output;
    }

    private static string Append(GraphProto graph, string op, string left, string right, string output)
    {
        graph.Node.Add(new NodeProto { OpType = op, Name = output, Input = { left, right }, Output = { output } });
        return output;
    }

    private static string Constant(GraphProto graph, string name, MatchTarget target, double[] values, int rank)
    {
        long[] shape = target.ChannelAxisOne ? [values.Length, .. Enumerable.Repeat(1L, rank - 2)] : [values.Length];
        graph.Initializer.Add(TensorProtos.Create(name, Tensor.Of(Array.ConvertAll(values, value => (float)value), shape)));
        return name;
    }
}
