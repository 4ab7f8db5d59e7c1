namespace PruneBuild.Pruning.Tests.Structures;

/// <summary>Blocks as one exporter or another writes them: what their source code says is found, and every cut is proven.</summary>
[TestClass]
public sealed partial class ExporterStylesTests
{
    [TestMethod]
    public void AttentionOfOpset23SharesKeysAndTurnsWidths() => Check("Heads 2, Heads 2, HeadWidth 4, HeadWidth 8, Neurons 20", """
        in x batch sequence 24
        w norm 24
        w q 24 32
        w k 24 16
        w v 24 16
        w o 32 24
        w up 24 20
        w gate 24 20
        w down 20 24
        w cos 50 4
        w sin 50 4
        in.i64 position_ids batch sequence
        i hq 0 0 4 8
        i hk 0 0 2 8
        i merge 0 0 -1
        n = RMSNormalization(x, norm) axis=-1
        q0 = MatMul(n, q)
        k0 = MatMul(n, k)
        v0 = MatMul(n, v)
        q1 = Reshape(q0, hq)
        k1 = Reshape(k0, hk)
        v1 = Reshape(v0, hk)
        q2 = Transpose(q1) perm=[0,2,1,3]
        k2 = Transpose(k1) perm=[0,2,1,3]
        v2 = Transpose(v1) perm=[0,2,1,3]
        q3 = RotaryEmbedding(q2, cos, sin, position_ids)
        k3 = RotaryEmbedding(k2, cos, sin, position_ids)
        a = Attention(q3, k3, v2) is_causal=1 scale=0.3
        a1 = Transpose(a) perm=[0,2,1,3]
        a2 = Reshape(a1, merge)
        a3 = MatMul(a2, o)
        r = Add(x, a3)
        n2 = RMSNormalization(r, norm) axis=-1
        u = MatMul(n2, up)
        g = MatMul(n2, gate)
        s = Sigmoid(g)
        s1 = Mul(g, s)
        m = Mul(s1, u)
        d = MatMul(m, down)
        y = Add(r, d)
        out y
        """, 23);

    [TestMethod]
    public void PackedQueriesKeysAndValuesArePickedByGather() => Check("Heads 4, HeadWidth 6, Neurons 24, Neurons 40", """
        # timm: qkv.reshape(B, N, 3, heads, width).permute(2, 0, 3, 1, 4).unbind(0)
        in x batch tokens 24
        w qkv 24 72
        w qkv.bias 72
        w proj 24 24
        w fc1 24 40
        w fc2 40 24
        i split 0 0 3 4 6
        i merge 0 0 24
        i0 zero 0
        i0 one 1
        i0 two 2
        p = MatMul(x, qkv)
        p1 = Add(qkv.bias, p)
        p2 = Reshape(p1, split)
        p3 = Transpose(p2) perm=[2,0,3,1,4]
        q = Gather(p3, zero) axis=0
        k = Gather(p3, one) axis=0
        v = Gather(p3, two) axis=0
        kt = Transpose(k) perm=[0,1,3,2]
        f0 scale 0.4
        qs = Mul(q, scale)
        s = MatMul(qs, kt)
        w0 = Softmax(s) axis=-1
        c = MatMul(w0, v)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        o = MatMul(c2, proj)
        h = MatMul(o, fc1)
        e = Erf(h)
        h1 = Mul(h, e)
        y = MatMul(h1, fc2)
        out y
        """);

    [TestMethod]
    public void PaddleSlicesAndSqueezesThePackedAxis() => Check("Heads 3, HeadWidth 4", """
        in x batch tokens 12
        w qkv 12 36
        w proj 12 12
        i split 0 -1 3 3 4
        i merge 0 -1 12
        i axis 0
        i s0 0
        i s1 1
        i s2 2
        i s3 3
        f0 factor 0.5
        p = MatMul(x, qkv)
        p1 = Reshape(p, split)
        p2 = Transpose(p1) perm=[2,0,3,1,4]
        qa = Slice(p2, s0, s1, axis)
        q = Squeeze(qa, axis)
        ka = Slice(p2, s1, s2, axis)
        k = Squeeze(ka, axis)
        va = Slice(p2, s2, s3, axis)
        v = Squeeze(va, axis)
        qs = Mul(q, factor)
        kt = Transpose(k) perm=[0,1,3,2]
        s = MatMul(qs, kt)
        w0 = Softmax(s) axis=-1
        c = MatMul(w0, v)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, proj)
        out y
        """);

    [TestMethod]
    public void JaxWritesAttentionAsEinsum() => Check("Heads 4, HeadWidth 6, HeadWidth 6, Neurons 24, Neurons 30", """
        in x batch tokens 24
        w wq 24 4 6
        w wk 24 4 6
        w wv 24 4 6
        w wo 4 6 24
        w w1 24 30
        w b1 30
        w w2 30 24
        q = Einsum(x, wq) equation='btd,dnh->btnh'
        k = Einsum(x, wk) equation='bsd,dnh->bsnh'
        v = Einsum(x, wv) equation='bsd,dnh->bsnh'
        s = Einsum(q, k) equation='btnh,bsnh->bnts'
        p = Softmax(s) axis=-1
        c = Einsum(p, v) equation='bnts,bsnh->btnh'
        o = Einsum(c, wo) equation='btnh,nhd->btd'
        h = Einsum(o, w1) equation='btd,df->btf'
        h1 = Add(h, b1)
        h2 = Tanh(h1)
        y = Einsum(h2, w2) equation='btf,fd->btd'
        out y
        """);

    [TestMethod]
    public void NeoXPacksQueryKeyAndValueOfEachHead() => Check("Heads 3, HeadWidth 4, HeadWidth 4", """
        in x batch tokens 12
        w qkv 12 36
        w dense 12 12
        i split 0 0 3 12
        i merge 0 0 12
        i parts 4 4 4
        p = MatMul(x, qkv)
        p1 = Reshape(p, split)
        p2 = Transpose(p1) perm=[0,2,1,3]
        q k v = Split(p2, parts) axis=-1
        kt = Transpose(k) perm=[0,1,3,2]
        s = MatMul(q, kt)
        w0 = Softmax(s) axis=-1
        c = MatMul(w0, v)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, dense)
        out y
        """);

    [TestMethod]
    public void BloomPicksFromAnAxisInside() => Check("Heads 3, HeadWidth 4", """
        in x batch tokens 12
        w qkv 12 36
        w dense 12 12
        w slopes 3 1 1
        i split 0 0 3 3 4
        i merge 0 0 12
        i0 zero 0
        i0 one 1
        i0 two 2
        w distance 1 1 7
        p = MatMul(x, qkv)
        p1 = Reshape(p, split)
        q0 = Gather(p1, zero) axis=3
        k0 = Gather(p1, one) axis=3
        v0 = Gather(p1, two) axis=3
        q = Transpose(q0) perm=[0,2,1,3]
        kt = Transpose(k0) perm=[0,2,3,1]
        v = Transpose(v0) perm=[0,2,1,3]
        s = MatMul(q, kt)
        sl = Softplus(slopes)
        shape = Shape(s) start=3 end=4
        zeros = ConstantOfShape(shape)
        alibi = Add(zeros, slopes)
        s1 = Add(s, alibi)
        w0 = Softmax(s1) axis=-1
        c = MatMul(w0, v)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, dense)
        out y
        """);

    [TestMethod]
    public void OneKeyHeadIsExpandedToAllQueries() => Check("Heads 4, HeadWidth 6, HeadWidth 6", """
        in x batch tokens 24
        w q 24 24
        w k 24 6
        w v 24 6
        w o 24 24
        i hq 0 0 4 6
        i hk 0 0 1 6
        i merge 0 0 24
        i target 1 4 1 1
        q0 = MatMul(x, q)
        q1 = Reshape(q0, hq)
        q2 = Transpose(q1) perm=[0,2,1,3]
        k0 = MatMul(x, k)
        k1 = Reshape(k0, hk)
        k2 = Transpose(k1) perm=[0,2,1,3]
        k3 = Expand(k2, target)
        v0 = MatMul(x, v)
        v1 = Reshape(v0, hk)
        v2 = Transpose(v1) perm=[0,2,1,3]
        v3 = Expand(v2, target)
        kt = Transpose(k3) perm=[0,1,3,2]
        s = MatMul(q2, kt)
        w0 = Softmax(s) axis=-1
        c = MatMul(w0, v3)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    [TestMethod]
    public void TorchFoldsBatchAndHeads() => Check("Heads 3, HeadWidth 4, HeadWidth 4", """
        # nn.MultiheadAttention: (S, B, E) -> (S, B·H, D) -> (B·H, S, D)
        in x 7 2 12
        w in_proj 12 36
        w out_proj 12 12
        i parts 12 12 12
        i fold 7 6 4
        i unfold 7 2 12
        f0 factor 0.5
        p = MatMul(x, in_proj)
        q k v = Split(p, parts) axis=2
        q1 = Reshape(q, fold)
        q2 = Transpose(q1) perm=[1,0,2]
        q3 = Mul(q2, factor)
        k1 = Reshape(k, fold)
        k2 = Transpose(k1) perm=[1,2,0]
        v1 = Reshape(v, fold)
        v2 = Transpose(v1) perm=[1,0,2]
        s = MatMul(q3, k2)
        w0 = Softmax(s) axis=-1
        c = MatMul(w0, v2)
        c1 = Transpose(c) perm=[1,0,2]
        c2 = Reshape(c1, unfold)
        y = MatMul(c2, out_proj)
        out y
        """);

    [TestMethod]
    public void ABiasTableOfBucketsAndHeadsFollowsTheHeads() => Check("Heads 4, HeadWidth 6, HeadWidth 6", """
        in x batch 5 24
        w q 24 24
        w k 24 24
        w v 24 24
        w o 24 24
        w table 8 4
        i h 0 0 4 6
        i merge 0 0 24
        i positions 0 1 2 3 4 1 0 1 2 3 2 1 0 1 2 3 2 1 0 1 4 3 2 1 0
        i square 5 5
        i axis 0
        q0 = MatMul(x, q)
        q1 = Reshape(q0, h)
        q2 = Transpose(q1) perm=[0,2,1,3]
        k0 = MatMul(x, k)
        k1 = Reshape(k0, h)
        k2 = Transpose(k1) perm=[0,2,3,1]
        v0 = MatMul(x, v)
        v1 = Reshape(v0, h)
        v2 = Transpose(v1) perm=[0,2,1,3]
        buckets = Reshape(positions, square)
        b = Gather(table, buckets) axis=0
        b1 = Transpose(b) perm=[2,0,1]
        b2 = Unsqueeze(b1, axis)
        s = MatMul(q2, k2)
        s1 = Add(s, b2)
        w0 = Softmax(s1) axis=-1
        c = MatMul(w0, v2)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    [TestMethod]
    public void QueriesAndKeysAreNormalisedPerHead() => Check("Heads 3, HeadWidth 4", """
        in x batch tokens 12
        w q 12 12
        w k 12 12
        w v 12 12
        w o 12 12
        w qn 4
        w kn 4
        i h 0 0 3 4
        i merge 0 0 12
        f0 eps 0.00001
        f0 two 2
        q0 = MatMul(x, q)
        q1 = Reshape(q0, h)
        qsq = Pow(q1, two)
        qm = ReduceMean(qsq) axes=[-1] keepdims=1
        qe = Add(qm, eps)
        qr = Sqrt(qe)
        qd = Div(q1, qr)
        q2 = Mul(qd, qn)
        qt = Transpose(q2) perm=[0,2,1,3]
        k0 = MatMul(x, k)
        k1 = Reshape(k0, h)
        k2 = LayerNormalization(k1, kn) axis=-1
        kt = Transpose(k2) perm=[0,2,3,1]
        v0 = MatMul(x, v)
        v1 = Reshape(v0, h)
        vt = Transpose(v1) perm=[0,2,1,3]
        s = MatMul(qt, kt)
        w0 = Softmax(s) axis=-1
        c = MatMul(w0, vt)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    [TestMethod]
    public void KeysOfThePastKeepHeadsAndNeuronsGo() => Check("Neurons 12, Neurons 20", """
        in x batch tokens 12
        in past_k batch 3 past 4
        in past_v batch 3 past 4
        w qkv 12 36
        w o 12 12
        w up 12 20
        w down 20 12
        i parts 12 12 12
        i h 0 0 3 4
        i merge 0 0 12
        p = MatMul(x, qkv)
        q k v = Split(p, parts) axis=2
        q1 = Reshape(q, h)
        q2 = Transpose(q1) perm=[0,2,1,3]
        k1 = Reshape(k, h)
        k2 = Transpose(k1) perm=[0,2,1,3]
        v1 = Reshape(v, h)
        v2 = Transpose(v1) perm=[0,2,1,3]
        present_k = Concat(past_k, k2) axis=2
        present_v = Concat(past_v, v2) axis=2
        kt = Transpose(present_k) perm=[0,1,3,2]
        s = MatMul(q2, kt)
        w0 = Softmax(s) axis=-1
        c = MatMul(w0, present_v)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        o1 = MatMul(c2, o)
        u = MatMul(o1, up)
        t = Tanh(u)
        y = MatMul(t, down)
        out y
        out present_k
        out present_v
        """);

    [TestMethod]
    public void AClassTokenIsJoinedToPatches() => Check("Neurons 20", """
        in x batch 3 8 8
        w patch 12 3 4 4
        w cls 1 1 12
        w positions 1 5 12
        w up 12 20
        w down 20 3
        w ln 12
        i token 1 1 12
        i flat 0 12 -1
        i0 zero 0
        p = Conv(x, patch) strides=[4,4]
        p1 = Reshape(p, flat)
        p2 = Transpose(p1) perm=[0,2,1]
        sh = Shape(x) start=0 end=1
        i rest 1 12
        one = Concat(sh, rest) axis=0
        i minus -1 -1 -1
        c = Expand(cls, one)
        t = Concat(c, p2) axis=1
        t1 = Add(t, positions)
        n = LayerNormalization(t1, ln) axis=-1
        first = Gather(n, zero) axis=1
        u = Gemm(first, up)
        g = Relu(u)
        y = Gemm(g, down)
        out y
        """);

    [TestMethod]
    public void TensorFlowPutsChannelsLast() => Check("Channels 6, Channels 8, Neurons 10", """
        in x batch 9 9 3
        w c1 6 3 3 3
        w dw 6 1 3 3
        w pw 8 6 1 1
        w gamma 8
        w beta 8
        w mean 8
        positive variance 8
        w fc1 8 10
        w fc1.bias 10
        w fc2 10 4
        f0 low 0
        f0 six 6
        t = Transpose(x) perm=[0,3,1,2]
        a = Conv(t, c1) pads=[0,0,1,1] strides=[2,2]
        a1 = Clip(a, low, six)
        a2 = Transpose(a1) perm=[0,2,3,1]
        a3 = Transpose(a2) perm=[0,3,1,2]
        b = Conv(a3, dw) group=6 pads=[1,1,1,1]
        c = Conv(b, pw)
        d = BatchNormalization(c, gamma, beta, mean, variance)
        d1 = Clip(d, low, six)
        e = Transpose(d1) perm=[0,2,3,1]
        f = ReduceMean(e) axes=[1,2] keepdims=0
        g = MatMul(f, fc1)
        g1 = Add(g, fc1.bias)
        g2 = Relu(g1)
        y = MatMul(g2, fc2)
        out y
        """);

    [TestMethod]
    public void ALastingSqueezeAndExciteBlockFollowsItsChannels() => Check("Channels 12, Channels 4", """
        in x batch 3 8 8
        w expand 12 3 1 1
        w dw 12 1 3 3
        w se1 4 12 1 1
        w se1.bias 4
        w se2 12 4 1 1
        w project 5 12 1 1
        a = Conv(x, expand)
        a0 = HardSwish(a)
        b = Conv(a0, dw) group=12 pads=[1,1,1,1]
        b0 = Sigmoid(b)
        b1 = Mul(b, b0)
        p = ReduceMean(b1) axes=[2,3] keepdims=1
        q = Conv(p, se1, se1.bias)
        q1 = Relu(q)
        r = Conv(q1, se2)
        r1 = HardSigmoid(r) alpha=0.1666 beta=0.5
        m = Mul(r1, b1)
        y = Conv(m, project)
        out y
        """);

    [TestMethod]
    public void ShuffledChannelsGoInPairs() => Check("Channels 4, Channels 4", """
        in x batch 3 6 6
        w stem 8 3 1 1
        w half 4 4 1 1
        w head 2 8 1 1
        i parts 4 4
        i apart 0 2 4 6 6
        i together 0 8 6 6
        a = Conv(x, stem)
        l r = Split(a, parts) axis=1
        r1 = Conv(r, half)
        r2 = Relu(r1)
        j = Concat(l, r2) axis=1
        s = Reshape(j, apart)
        s1 = Transpose(s) perm=[0,2,1,3,4]
        s2 = Reshape(s1, together)
        y = Conv(s2, head)
        out y
        """);

    [TestMethod]
    public void ADenseBlockJoinsWhatItMakes() => Check("Channels 4, Channels 5, Channels 6", """
        in x batch 3 6 6
        w stem 6 3 3 3
        w g1 6
        w b1 6
        w m1 6
        positive v1 6
        w l1 4 6 1 1
        w g2 10
        w b2 10
        w m2 10
        positive v2 10
        w l2 5 10 1 1
        w g3 15
        w b3 15
        w m3 15
        positive v3 15
        w head 2 15
        i axes 2 3
        a = Conv(x, stem)
        n1 = BatchNormalization(a, g1, b1, m1, v1)
        r1 = Relu(n1)
        f1 = Conv(r1, l1)
        c1 = Concat(a, f1) axis=1
        n2 = BatchNormalization(c1, g2, b2, m2, v2)
        r2 = Relu(n2)
        f2 = Conv(r2, l2)
        c2 = Concat(a, f1, f2) axis=1
        n3 = BatchNormalization(c2, g3, b3, m3, v3)
        r3 = Relu(n3)
        p = GlobalAveragePool(r3)
        fl = Flatten(p)
        y = Gemm(fl, head) transB=1
        out y
        """);

    [TestMethod]
    public void AUNetJoinsSkipsAfterUpsampling() => Check("Channels 10, Channels 6, Channels 6, Channels 7", """
        in x batch 3 8 8
        w e1 6 3 3 3
        w e2 10 6 3 3
        w up 10 6 2 2
        w d1 7 12 3 3
        w head 1 7 1 1
        f none
        f scales 1 1 1 1
        a = Conv(x, e1) pads=[1,1,1,1]
        a1 = LeakyRelu(a) alpha=0.1
        p = MaxPool(a1) kernel_shape=[2,2] strides=[2,2]
        b = Conv(p, e2) pads=[1,1,1,1]
        b1 = Relu(b)
        u = ConvTranspose(b1, up) strides=[2,2]
        j = Concat(u, a1) axis=1
        d = Conv(j, d1) pads=[1,1,1,1]
        d2 = Relu(d)
        y = Conv(d2, head)
        out y
        """);

    [TestMethod]
    public void PRelusInstanceNormsAndPixelShufflesFollowChannels() => Check("Channels 4, Channels 6", """
        in x batch 3 6 6
        w c1 6 3 3 3
        w slope 6 1 1
        w in.scale 6
        w in.bias 6
        w c2 16 6 3 3
        w c3 2 4 1 1
        a = Conv(x, c1) pads=[1,1,1,1]
        b = InstanceNormalization(a, in.scale, in.bias)
        c = PRelu(b, slope)
        d = Conv(c, c2) pads=[1,1,1,1]
        e = DepthToSpace(d) blocksize=2 mode='CRD'
        y = Conv(e, c3)
        out y
        """);

    [TestMethod]
    public void GroupNormsKeepGroups() => Check("Channels 2, Channels 5", """
        in x batch 3 6 6
        w c1 8 3 3 3
        w gn.scale 8
        w gn.bias 8
        w c2 5 8 1 1
        w c3 2 5 1 1
        a = Conv(x, c1)
        b = GroupNormalization(a, gn.scale, gn.bias) num_groups=2
        c = Relu(b)
        d = Conv(c, c2)
        e = Gelu(d)
        y = Conv(e, c3)
        out y
        """, 21);

    [TestMethod]
    public void ConvolutionsOfOneAndThreeAxes() => Check("Channels 5, Channels 6, Channels 7", """
        in x batch 4 20
        in z batch 2 4 5 6
        w a1 6 4 3
        w a2 7 6 3
        w b1 5 2 2 2 2
        w b2 3 5 1 1 1
        w fc 7 3
        a = Conv(x, a1) pads=[1,1] strides=[2]
        b = Relu(a)
        c = Conv(b, a2) dilations=[2]
        i last -1
        c1 = ReduceMax(c) axes=[-1] keepdims=0
        y1 = MatMul(c1, fc)
        d = Conv(z, b1)
        e = Relu(d)
        f = Conv(e, b2)
        y2 = ReduceMean(f) axes=[2,3,4] keepdims=0
        y = Add(y1, y2)
        out y
        """);

    [TestMethod]
    public void RecurrentCellsOfTwoDirections() => Check("Neurons 5, Neurons 6", """
        in x 4 batch 3
        w gw 2 15 3
        w gr 2 15 5
        w gb 2 30
        w lw 2 24 10
        w lr 2 24 6
        w lb 2 48
        w lp 2 18
        w fc 12 2
        i flat 4 -1 10
        i merge 4 -1 12
        a _ = GRU(x, gw, gr, gb) hidden_size=5 direction='bidirectional' linear_before_reset=1
        a1 = Transpose(a) perm=[0,2,1,3]
        a2 = Reshape(a1, flat)
        b _ _ = LSTM(a2, lw, lr, lb, , , , lp) hidden_size=6 direction='bidirectional'
        b1 = Transpose(b) perm=[0,2,1,3]
        b2 = Reshape(b1, merge)
        y = MatMul(b2, fc)
        out y
        """);

    [TestMethod]
    public void LastStatesOfBothDirectionsAreJoined() => Check("Neurons 6", """
        in x 4 batch 3
        w w 2 24 3
        w r 2 24 6
        w fc 12 2
        i0 zero 0
        i0 one 1
        _ h _ = LSTM(x, w, r) hidden_size=6 direction='bidirectional'
        f = Gather(h, zero) axis=0
        b = Gather(h, one) axis=0
        j = Concat(f, b) axis=1
        y = Gemm(j, fc)
        out y
        """);

    [TestMethod]
    public void HalfPrecisionWithIslandsOfSingle() => Check("Neurons 10, Neurons 8", """
        in x batch 6
        w.half up 6 10
        w.half mid 10 8
        w.half down 8 3
        w ln 8
        c = Cast(x) to=10
        a = MatMul(c, up)
        b = Tanh(a)
        d = MatMul(b, mid)
        e = Cast(d) to=1
        e1 = Sigmoid(e)
        f = Cast(e1) to=10
        g = MatMul(f, down)
        y = Cast(g) to=1
        out y
        """, tolerance: 2e-2);

    [TestMethod]
    public void ProductsOfIntegersQuantizedAsTheyCome() => Check("Neurons 10", """
        in x batch 6
        w.int8 up 6 10
        w.int8 down 10 3
        positive up.scale 10
        positive down.scale 3
        w bias 10
        int8 up.zero 0
        int8 down.zero 0
        q s z = DynamicQuantizeLinear(x)
        a = MatMulInteger(q, up, z, up.zero)
        a1 = Cast(a) to=1
        s1 = Mul(s, up.scale)
        a2 = Mul(a1, s1)
        a3 = Add(a2, bias)
        h = Relu(a3)
        q2 s2 z2 = DynamicQuantizeLinear(h)
        b = MatMulInteger(q2, down, z2, down.zero)
        b1 = Cast(b) to=1
        s3 = Mul(s2, down.scale)
        y = Mul(b1, s3)
        out y
        """, tolerance: 2e-2);

    [TestMethod]
    public void TransposedGemmsAndWeightsOnTheLeft() => Check("Neurons 7, Neurons 9", """
        in x 5 batch
        w w1 5 9
        w w2 7 9
        w b2 7 1
        w w3 2 7
        a = Gemm(w1, x) transA=1
        b = Relu(a)
        c = Gemm(w2, b)
        c1 = Add(c, b2)
        d = Tanh(c1)
        y = MatMul(w3, d)
        out y
        """);

    [TestMethod]
    public void GatesAndValuesPackedInOneMatrix() => Check("Neurons 10, Neurons 8, Neurons 6", """
        in x batch tokens 6
        w gu 6 16
        w down 8 6
        w gl 6 20
        w out 10 3
        i begin 0
        i middle 10
        i end 20
        i axis 2
        p = MatMul(x, gu)
        g u = Split(p) axis=-1 num_outputs=2
        s = Sigmoid(g)
        s1 = Mul(g, s)
        m = Mul(s1, u)
        d = MatMul(m, down)
        p2 = MatMul(d, gl)
        a = Slice(p2, begin, middle, axis)
        b = Slice(p2, middle, end, axis)
        c = Gelu(b)
        e = Mul(a, c)
        y = MatMul(e, out)
        out y
        """, 20);

    [TestMethod]
    public void AConvNeXtBlockScalesItsBranch() => Check("Neurons 20", """
        in x batch 5 6 6
        w dw 5 1 3 3
        w ln 5
        w ln.bias 5
        w up 5 20
        w up.bias 20
        w down 20 5
        w gamma 5
        a = Conv(x, dw) group=5 pads=[1,1,1,1]
        b = Transpose(a) perm=[0,2,3,1]
        c = LayerNormalization(b, ln, ln.bias) axis=-1
        d = MatMul(c, up)
        d1 = Add(d, up.bias)
        e = Gelu(d1) approximate='tanh'
        f = MatMul(e, down)
        g = Mul(f, gamma)
        h = Transpose(g) perm=[0,3,1,2]
        y = Add(h, x)
        out y
        """, 20);

    [TestMethod]
    public void AConformerGatesItsDepthwiseChannels() => Check("Channels 8", """
        in x batch tokens 6
        w pw1 16 6 1
        w dw 8 1 3
        w g 8
        w b 8
        w m 8
        positive v 8
        w pw2 6 8 1
        t = Transpose(x) perm=[0,2,1]
        a = Conv(t, pw1)
        l r = Split(a) axis=1 num_outputs=2
        s = Sigmoid(r)
        h = Mul(l, s)
        c = Conv(h, dw) group=8 pads=[1,1]
        n = BatchNormalization(c, g, b, m, v)
        e = Sigmoid(n)
        f = Mul(n, e)
        o = Conv(f, pw2)
        y = Transpose(o) perm=[0,2,1]
        out y
        """, 18);

    [TestMethod]
    public void ExpertsAreMixedByATopK() => Check("Neurons 8", """
        # every expert runs, weighted by what the router gives it: [E, tokens, hidden]
        in x tokens 6
        w router 6 4
        w up 4 6 8
        w down 4 8 6
        i two 2
        i axis 0
        i last -1
        r = MatMul(x, router)
        p = Softmax(r) axis=-1
        v i = TopK(p, two) axis=-1
        sh = Shape(p)
        zeros = ConstantOfShape(sh)
        gates = ScatterElements(zeros, i, v) axis=-1
        gt = Transpose(gates) perm=[1,0]
        gt1 = Unsqueeze(gt, last)
        x1 = Unsqueeze(x, axis)
        h = MatMul(x1, up)
        h1 = Relu(h)
        o = MatMul(h1, down)
        o1 = Mul(o, gt1)
        y = ReduceSum(o1, axis) keepdims=0
        out y
        """);

    [TestMethod]
    public void QuantizedWeightsAndValuesOfEachChannel() => Check("Channels 6", """
        in x batch 3 6 6
        f0 xs 0.02
        uint8 xz 128
        w.int8 c1 6 3 3 3
        positive c1.scale 6
        w.int8 c2 4 6 1 1
        positive c2.scale 4
        f0 hs 0.5
        uint8 hz 0
        q = QuantizeLinear(x, xs, xz)
        d = DequantizeLinear(q, xs, xz)
        w1 = DequantizeLinear(c1, c1.scale) axis=0
        a = Conv(d, w1)
        r = Relu(a)
        q2 = QuantizeLinear(r, hs, hz)
        d2 = DequantizeLinear(q2, hs, hz)
        w2 = DequantizeLinear(c2, c2.scale) axis=0
        y = Conv(d2, w2)
        out y
        """);

    [TestMethod]
    public void WeightsThatANodeTransposesReshapesOrCasts() => Check("Neurons 10, Neurons 2, Neurons 4", """
        in x batch 6
        w w1 10 6
        w.half w2 8 10
        w w3 2 4 3
        i shape 8 3
        t1 = Transpose(w1) perm=[1,0]
        a = MatMul(x, t1)
        b = Relu(a)
        c2 = Cast(w2) to=1
        t2 = Transpose(c2) perm=[1,0]
        c = MatMul(b, t2)
        d = Tanh(c)
        r3 = Reshape(w3, shape)
        y = MatMul(d, r3)
        out y
        """);

    [TestMethod]
    public void ASoftmaxInItsPartsIsASoftmax() => Check("Heads 3, HeadWidth 4, HeadWidth 4", """
        in x batch tokens 12
        w q 12 12
        w k 12 12
        w v 12 12
        w o 12 12
        i h 0 0 3 4
        i merge 0 0 12
        i last -1
        q0 = MatMul(x, q)
        q1 = Reshape(q0, h)
        k0 = MatMul(x, k)
        k1 = Reshape(k0, h)
        v0 = MatMul(x, v)
        v1 = Reshape(v0, h)
        s = Einsum(q1, k1) equation='bqhd,bkhd->bhqk'
        m = ReduceMax(s) axes=[3] keepdims=1
        d = Sub(s, m)
        e = Exp(d)
        t = ReduceSum(e, last) keepdims=1
        p = Div(e, t)
        c = Einsum(p, v1) equation='bhqk,bkhd->bqhd'
        c1 = Reshape(c, merge)
        y = MatMul(c1, o)
        out y
        """);

    [TestMethod]
    public void SharedKeysAreRepeatedByTile() => Check("Heads 2, HeadWidth 4, HeadWidth 4", """
        in x batch tokens 16
        w q 16 16
        w k 16 8
        w v 16 8
        w o 16 16
        i hq 0 0 4 4
        i hk 0 0 2 4
        i merge 0 0 16
        i axis 2
        i repeats 1 1 2 1 1
        i folded 0 4 -1 4
        q0 = MatMul(x, q)
        q1 = Reshape(q0, hq)
        q2 = Transpose(q1) perm=[0,2,1,3]
        k0 = MatMul(x, k)
        k1 = Reshape(k0, hk)
        k2 = Transpose(k1) perm=[0,2,1,3]
        k3 = Unsqueeze(k2, axis)
        k4 = Tile(k3, repeats)
        k5 = Reshape(k4, folded)
        v0 = MatMul(x, v)
        v1 = Reshape(v0, hk)
        v2 = Transpose(v1) perm=[0,2,1,3]
        v3 = Unsqueeze(v2, axis)
        v4 = Concat(v3, v3) axis=2
        v5 = Reshape(v4, folded)
        kt = Transpose(k5) perm=[0,1,3,2]
        s = MatMul(q2, kt)
        p = Softmax(s) axis=-1
        c = MatMul(p, v5)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    [TestMethod]
    public void QueriesMeetWhatAnEncoderMade() => Check("Heads 3, HeadWidth 4, HeadWidth 4", """
        in x batch tokens 10
        in memory batch frames 8
        w q 10 12
        w k 8 12
        w v 8 12
        w o 12 10
        i h 0 -1 3 4
        i merge 0 -1 12
        in.bool padding batch frames
        i axes 1 2
        f0 never -10000
        f0 nothing 0
        q0 = MatMul(x, q)
        q1 = Reshape(q0, h)
        q2 = Transpose(q1) perm=[0,2,1,3]
        k0 = MatMul(memory, k)
        k1 = Reshape(k0, h)
        k2 = Transpose(k1) perm=[0,2,3,1]
        v0 = MatMul(memory, v)
        v1 = Reshape(v0, h)
        v2 = Transpose(v1) perm=[0,2,1,3]
        m = Where(padding, never, nothing)
        m1 = Unsqueeze(m, axes)
        s = MatMul(q2, k2)
        s1 = Add(s, m1)
        p = Softmax(s1) axis=-1
        c = MatMul(p, v2)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    [TestMethod]
    public void TokensThatARouterPicksGoThroughAnExpert() => Check("Neurons 8, Neurons 9", """
        in x tokens 6
        w router 6 2
        w up0 6 8
        w down0 8 6
        w up1 6 9
        w down1 9 6
        i0 zero 0
        i0 one 1
        i last -1
        r = MatMul(x, router)
        best = ArgMax(r) axis=1 keepdims=0
        e0 = Equal(best, zero)
        n0 = NonZero(e0)
        t0 = Transpose(n0) perm=[1,0]
        x0 = GatherND(x, t0)
        h0 = MatMul(x0, up0)
        a0 = Sigmoid(h0)
        o0 = MatMul(a0, down0)
        e1 = Equal(best, one)
        n1 = NonZero(e1)
        t1 = Transpose(n1) perm=[1,0]
        x1 = GatherND(x, t1)
        h1 = MatMul(x1, up1)
        a1 = Sigmoid(h1)
        o1 = MatMul(a1, down1)
        sh = Shape(x)
        empty = ConstantOfShape(sh)
        y0 = ScatterND(empty, t0, o0) reduction='add'
        y = ScatterND(y0, t1, o1) reduction='add'
        out y
        """);

    [TestMethod]
    public void GroupsOfAConvolutionWrittenOut() => Check("Channels 4, Channels 3, Channels 3", """
        in x batch 3 6 6
        w stem 8 3 3 3
        w left 3 4 3 3
        w right 3 4 3 3
        w head 2 6 1 1
        a = Conv(x, stem)
        l r = Split(a) axis=1 num_outputs=2
        l1 = Conv(l, left)
        r1 = Conv(r, right)
        j = Concat(l1, r1) axis=1
        b = Relu(j)
        y = Conv(b, head)
        out y
        """, 18);

    [TestMethod]
    public void TransposedConvolutionsInGroups() => Check("Channels 4, Channels 3, Channels 2", """
        in x batch 3 6 6
        w stem 8 3 1 1
        w up 8 3 2 2
        w head 2 6 1 1
        a = Conv(x, stem)
        b = Relu(a)
        c = ConvTranspose(b, up) strides=[2,2] group=2
        d = Relu(c)
        y = Conv(d, head)
        out y
        """);

    [TestMethod]
    public void TwoPoolsShareAnAttentionOfChannels() => Check("Width 8, Channels 4", """
        # CBAM: one small network reads the mean and the maximum of each channel
        in x batch 3 6 6
        w stem 8 3 3 3
        w fc1 4 8 1 1
        w fc2 8 4 1 1
        w head 2 16
        a = Conv(x, stem)
        p1 = GlobalAveragePool(a)
        p2 = GlobalMaxPool(a)
        h1 = Conv(p1, fc1)
        h2 = Conv(p2, fc1)
        r1 = Relu(h1)
        r2 = Relu(h2)
        o1 = Conv(r1, fc2)
        o2 = Conv(r2, fc2)
        o = Add(o1, o2)
        g = Sigmoid(o)
        m = Mul(a, g)
        q1 = GlobalAveragePool(m)
        q2 = GlobalMaxPool(m)
        j = Concat(q1, q2) axis=1
        f = Flatten(j)
        y = Gemm(f, head) transB=1
        out y
        """);

    [TestMethod]
    public void AGateIsASumOfSplitProducts() => Check("Width 6", """
        # one step of a GRU in plain operators
        in x batch 4
        w w 4 18
        w u 6 18
        w first 4 6
        w head 6 2
        i parts 6 6 6
        f0 one 1
        h0 = MatMul(x, first)
        a = MatMul(x, w)
        b = MatMul(h0, u)
        ar az an = Split(a, parts) axis=1
        br bz bn = Split(b, parts) axis=1
        r0 = Add(ar, br)
        r = Sigmoid(r0)
        z0 = Add(az, bz)
        z = Sigmoid(z0)
        n0 = Mul(r, bn)
        n1 = Add(an, n0)
        n = Tanh(n1)
        k = Sub(one, z)
        l = Mul(k, n)
        m = Mul(z, h0)
        h = Add(l, m)
        y = MatMul(h, head)
        out y
        """);

    [TestMethod]
    public void ACausalConvolutionPadsAndChomps() => Check("Channels 8, Width 7", """
        in x batch 3 12
        w c1 8 3 3
        w c2 7 8 3
        w down 7 3 1
        w head 2 7
        i from 0
        i to -2
        i axis 2
        a = Conv(x, c1) pads=[2,2]
        a1 = Slice(a, from, to, axis)
        a2 = Relu(a1)
        b = Conv(a2, c2) pads=[2,2]
        b1 = Slice(b, from, to, axis)
        b2 = Relu(b1)
        s = Conv(x, down)
        r = Sum(b2, s)
        r1 = Relu(r)
        p = GlobalAveragePool(r1)
        f = Flatten(p)
        y = Gemm(f, head) transB=1
        out y
        """);

    [TestMethod]
    public void AttentionThatIsLinearNormalisesQueriesAndKeysApart() => Check("Heads 3, HeadWidth 4", """
        in x batch tokens 12
        w q 12 12
        w k 12 12
        w v 12 12
        w o 12 12
        i h 0 0 3 4
        i merge 0 0 12
        q0 = MatMul(x, q)
        q1 = Reshape(q0, h)
        q2 = Transpose(q1) perm=[0,2,1,3]
        q3 = Softmax(q2) axis=-1
        k0 = MatMul(x, k)
        k1 = Reshape(k0, h)
        k2 = Transpose(k1) perm=[0,2,3,1]
        k3 = Softmax(k2) axis=-1
        v0 = MatMul(x, v)
        v1 = Reshape(v0, h)
        v2 = Transpose(v1) perm=[0,2,1,3]
        context = MatMul(k3, v2)
        c = MatMul(q3, context)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    [TestMethod]
    public void RotaryTablesFollowThePairsOfAPartOfTheWidth() => Check("Heads 3, HeadWidth 2, HeadWidth 4, HeadWidth 8", """
        in x batch tokens 24
        in.i64 position_ids batch tokens
        w q 24 24
        w k 24 24
        w v 24 24
        w o 24 24
        w cos 40 2
        w sin 40 2
        i h 0 0 3 8
        i merge 0 0 24
        q0 = MatMul(x, q)
        q1 = com.microsoft:RotaryEmbedding(q0, position_ids, cos, sin) num_heads=3 rotary_embedding_dim=4
        q2 = Reshape(q1, h)
        q3 = Transpose(q2) perm=[0,2,1,3]
        k0 = MatMul(x, k)
        k1 = com.microsoft:RotaryEmbedding(k0, position_ids, cos, sin) num_heads=3 rotary_embedding_dim=4
        k2 = Reshape(k1, h)
        k3 = Transpose(k2) perm=[0,2,3,1]
        v0 = MatMul(x, v)
        v1 = Reshape(v0, h)
        v2 = Transpose(v1) perm=[0,2,1,3]
        s = MatMul(q3, k3)
        p = Softmax(s) axis=-1
        c = MatMul(p, v2)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    private static void Check(string truth, string text, int opset = 17, double tolerance = Inferred.Tolerance)
    {
        var inferred = Inferred.Of(ModelText.Read(text, opset));
        var found = inferred.Structure.Groups.Select(group => $"{group.Kind} {group.Units}").ToList();
        foreach (var wanted in truth.Split(", "))
            Assert.IsTrue(
                found.Remove(wanted), $"{wanted} is missing among {string.Join(", ", inferred.Groups)}; refused: {Refusals(inferred)}");
        Assert.AreEqual("", string.Join(", ", found), "what the truth does not name");
        inferred.Prove(tolerance);
    }

    private static string Refusals(Inferred inferred) => string.Join("; ", inferred.Structure.Refusals.Select(
        refusal => $"{refusal.Where} {refusal.Size}: {refusal.Operator} {refusal.Node} {refusal.Reason}"));
}
