using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Building;

/// <summary>A value of a graph that is being written: arithmetic on it appends nodes. Opset 13 or later.</summary>
/// <param name="Writer">Where nodes go.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type; numbers that it is combined with become constants of it.</param>
public sealed record GraphValue(NodeWriter Writer, string Name, ElementType Type)
{
    /// <summary>Sum, broadcast.</summary>
    public static GraphValue operator +(GraphValue left, GraphValue right) => left.Apply("Add", right);

    /// <summary>Sum.</summary>
    public static GraphValue operator +(GraphValue left, double right) => left + left.Like(right);

    /// <summary>Sum.</summary>
    public static GraphValue operator +(double left, GraphValue right) => right + left;

    /// <summary>Difference, broadcast.</summary>
    public static GraphValue operator -(GraphValue left, GraphValue right) => left.Apply("Sub", right);

    /// <summary>Difference.</summary>
    public static GraphValue operator -(GraphValue left, double right) => left - left.Like(right);

    /// <summary>Difference.</summary>
    public static GraphValue operator -(double left, GraphValue right) => right.Like(left) - right;

    /// <summary>The opposite.</summary>
    public static GraphValue operator -(GraphValue value) => value.Apply("Neg");

    /// <summary>Product by elements, broadcast.</summary>
    public static GraphValue operator *(GraphValue left, GraphValue right) => left.Apply("Mul", right);

    /// <summary>Product.</summary>
    public static GraphValue operator *(GraphValue left, double right) => right == 1 ? left : left * left.Like(right);

    /// <summary>Product.</summary>
    public static GraphValue operator *(double left, GraphValue right) => right * left;

    /// <summary>Quotient by elements, broadcast.</summary>
    public static GraphValue operator /(GraphValue left, GraphValue right) => left.Apply("Div", right);

    /// <summary>Quotient; of floats a product with the inverse.</summary>
    public static GraphValue operator /(GraphValue left, double right) =>
        left.Type == ElementType.Int64 ? left.Apply("Div", left.Like(right)) : left * (1 / right);

    /// <summary>Quotient.</summary>
    public static GraphValue operator /(double left, GraphValue right) =>
        left == 1 ? right.Apply("Reciprocal") : right.Like(left) / right;

    /// <summary>Another value of the same graph.</summary>
    public GraphValue Of(string name, ElementType type) => new(Writer, name, type);

    /// <summary>A scalar of this type.</summary>
    public GraphValue Like(double number) => new(Writer, Writer.Constant(Constants.Scalar(Type, number)), Type);

    /// <summary>A constant of 64-bit integers, one axis.</summary>
    public GraphValue Integers(params long[] values) => new(Writer, Writer.Integers(values), ElementType.Int64);

    /// <summary>A node that takes this value and no other, and keeps the element type.</summary>
    public GraphValue Apply(string op, params AttributeProto[] attributes) => Apply(op, [], attributes);

    /// <summary>A node that takes this value and another, and keeps the element type.</summary>
    public GraphValue Apply(string op, GraphValue other, params AttributeProto[] attributes) => Apply(op, [other], attributes);

    /// <summary>A node that takes this value and others, and keeps the element type.</summary>
    public GraphValue Apply(string op, IEnumerable<GraphValue> others, params AttributeProto[] attributes) =>
        this with { Name = Writer.Add(op, others.Select(other => other.Name).Prepend(Name), attributes) };

    /// <summary>In another type.</summary>
    public GraphValue Cast(ElementType type) => new(Writer, Writer.Cast(Name, Type, type), type);

    /// <summary>A comparison by elements: booleans.</summary>
    public GraphValue Compare(string op, GraphValue other) => Apply(op, other) with { Type = ElementType.Bool };

    /// <summary>True where greater.</summary>
    public GraphValue IsGreater(double number) => Compare("Greater", Like(number));

    /// <summary>True where less.</summary>
    public GraphValue IsLess(double number) => Compare("Less", Like(number));

    /// <summary>Of booleans: one of two values by elements, broadcast.</summary>
    public GraphValue Choose(GraphValue whenTrue, GraphValue whenFalse) =>
        Apply("Where", [whenTrue, whenFalse]) with { Type = whenTrue.Type };

    /// <summary>This value where a condition holds and zero elsewhere.</summary>
    public GraphValue Where(GraphValue condition) => condition.Choose(this, Like(0));

    /// <summary>Its sizes, int64.</summary>
    public GraphValue Shape() => Apply("Shape") with { Type = ElementType.Int64 };

    /// <summary>One of its sizes, int64 [1]; a negative axis counts from the end.</summary>
    public GraphValue Size(int axis) => Shape().Apply("Gather", Integers(axis), NodeWriter.Attribute("axis", 0));

    /// <summary>Zeros of a shape.</summary>
    public GraphValue Zeros(GraphValue shape) => Filled(shape, 0);

    /// <summary>A number everywhere in a shape.</summary>
    public GraphValue Filled(GraphValue shape, double number) => Type switch
    {
        ElementType.Float or ElementType.Double or ElementType.Int64 =>
            shape.Apply("ConstantOfShape", Constants.Attribute(Type, number)) with { Type = Type },
        _ => Like(number).Expand(shape),
    };

    /// <summary>Sum over axes.</summary>
    public GraphValue Sum(long[] axes, bool keepAxes = true) =>
        Apply("ReduceSum", Integers(axes), NodeWriter.Attribute("keepdims", keepAxes ? 1 : 0));

    /// <summary>Sum of everything: a scalar.</summary>
    public GraphValue Sum() => Apply("ReduceSum", NodeWriter.Attribute("keepdims", 0));

    /// <summary>Mean over axes, which stay with size 1.</summary>
    public GraphValue Mean(params long[] axes) => Writer.Opset >= 18
        ? Apply("ReduceMean", Integers(axes))
        : Apply("ReduceMean", NodeWriter.Attribute("axes", axes));

    /// <summary>The axes in this order.</summary>
    public GraphValue Transpose(params int[] order) => this with { Name = Writer.Transpose(Name, order) };

    /// <summary>Another shape; 0 keeps a size, -1 takes what is left.</summary>
    public GraphValue Reshape(params long[] shape) => Apply("Reshape", Integers(shape));

    /// <summary>Another shape.</summary>
    public GraphValue Reshape(GraphValue shape) => Apply("Reshape", shape);

    /// <summary>A matrix: the axes before this one become rows, the others columns.</summary>
    public GraphValue Flatten(int axis) => Apply("Flatten", NodeWriter.Attribute("axis", axis));

    /// <summary>Repeated up to a shape.</summary>
    public GraphValue Expand(GraphValue shape) => Apply("Expand", shape);

    /// <summary>New axes of size 1 at these places of the result.</summary>
    public GraphValue Unsqueeze(params long[] axes) => Apply("Unsqueeze", Integers(axes));

    /// <summary>Without these axes of size 1.</summary>
    public GraphValue Squeeze(params long[] axes) => Apply("Squeeze", Integers(axes));

    /// <summary>Elements start, start + step … below end along an axis.</summary>
    public GraphValue Slice(int axis, long start, long end, long step = 1) =>
        this with { Name = Writer.Slice(Name, axis, start, end, step) };

    /// <summary>Joined along an axis.</summary>
    public static GraphValue Concat(int axis, params IReadOnlyList<GraphValue> parts) =>
        parts.Count == 1 ? parts[0] : parts[0].Apply("Concat", parts.Skip(1), NodeWriter.Attribute("axis", axis));

    /// <summary>Matrix product over the last two axes.</summary>
    public GraphValue MatMul(GraphValue right) => Apply("MatMul", right);
}
