// The SDKs for Go, 1 and 2, as clients: see ../../clients/Client.ts for what they read and answer.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"

	v1aws "github.com/aws/aws-sdk-go/aws"
	v1session "github.com/aws/aws-sdk-go/aws/session"
	v1s3 "github.com/aws/aws-sdk-go/service/s3"
	v1sts "github.com/aws/aws-sdk-go/service/sts"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

type ask struct {
	Env      map[string]string `json:"env"`
	Endpoint string            `json:"endpoint"`
	Op       string            `json:"op"`
	Role     string            `json:"role"`
}

type client interface {
	who() (string, error)
	assume(role string) (string, error)
	buckets() ([]string, error)
}

type v1 struct{ session *v1session.Session }

func newV1(endpoint string) (client, error) {
	session, err := v1session.NewSession(&v1aws.Config{
		Endpoint: v1aws.String(endpoint), S3ForcePathStyle: v1aws.Bool(true), MaxRetries: v1aws.Int(0)})
	return v1{session}, err
}

func (c v1) who() (string, error) {
	answer, err := v1sts.New(c.session).GetCallerIdentity(&v1sts.GetCallerIdentityInput{})
	if err != nil {
		return "", err
	}
	return *answer.Arn, nil
}

func (c v1) assume(role string) (string, error) {
	answer, err := v1sts.New(c.session).AssumeRole(&v1sts.AssumeRoleInput{
		RoleArn: &role, RoleSessionName: v1aws.String("from-client"),
		Tags: []*v1sts.Tag{{Key: v1aws.String("team"), Value: v1aws.String("a b+c/ü")}}})
	if err != nil {
		return "", err
	}
	return *answer.AssumedRoleUser.Arn, nil
}

func (c v1) buckets() ([]string, error) {
	answer, err := v1s3.New(c.session).ListBuckets(&v1s3.ListBucketsInput{})
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, bucket := range answer.Buckets {
		names = append(names, *bucket.Name)
	}
	return names, nil
}

type v2 struct{ config aws.Config }

func newV2(endpoint string) (client, error) {
	resolver := aws.EndpointResolverWithOptionsFunc(func(_, region string, _ ...interface{}) (aws.Endpoint, error) {
		return aws.Endpoint{URL: endpoint, SigningRegion: region, HostnameImmutable: true}, nil
	})
	loaded, err := config.LoadDefaultConfig(context.Background(),
		config.WithEndpointResolverWithOptions(resolver), config.WithRetryMaxAttempts(1))
	return v2{loaded}, err
}

func (c v2) who() (string, error) {
	answer, err := sts.NewFromConfig(c.config).GetCallerIdentity(context.Background(), &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", err
	}
	return *answer.Arn, nil
}

func (c v2) assume(role string) (string, error) {
	answer, err := sts.NewFromConfig(c.config).AssumeRole(context.Background(), &sts.AssumeRoleInput{
		RoleArn: &role, RoleSessionName: aws.String("from-client")})
	if err != nil {
		return "", err
	}
	return *answer.AssumedRoleUser.Arn, nil
}

func (c v2) buckets() ([]string, error) {
	answer, err := s3.NewFromConfig(c.config).ListBuckets(context.Background(), &s3.ListBucketsInput{})
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, bucket := range answer.Buckets {
		names = append(names, *bucket.Name)
	}
	return names, nil
}

func perform(c client, asked ask) (map[string]interface{}, error) {
	switch asked.Op {
	case "assume":
		arn, err := c.assume(asked.Role)
		return map[string]interface{}{"arn": arn}, err
	case "buckets":
		names, err := c.buckets()
		return map[string]interface{}{"buckets": names}, err
	}
	arn, err := c.who()
	return map[string]interface{}{"arn": arn}, err
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	if len(os.Args) > 2 {
		serve(lines)
		return
	}
	// The SDKs read the home when their packages are loaded: a new environment is a new process.
	var input io.WriteCloser
	var output *bufio.Reader
	for lines.Scan() {
		var asked ask
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		if asked.Env != nil {
			if input != nil {
				input.Close()
			}
			command := exec.Command(os.Args[0], os.Args[1], "one")
			for name, value := range asked.Env {
				command.Env = append(command.Env, name+"="+value)
			}
			command.Stderr = os.Stderr
			input, _ = command.StdinPipe()
			pipe, _ := command.StdoutPipe()
			output = bufio.NewReader(pipe)
			if err := command.Start(); err != nil {
				panic(err)
			}
		}
		input.Write(append(lines.Bytes(), '\n'))
		answer, err := output.ReadBytes('\n')
		if err != nil {
			panic(err)
		}
		os.Stdout.Write(answer)
	}
}

func serve(lines *bufio.Scanner) {
	make := map[string]func(string) (client, error){"1": newV1, "2": newV2}[os.Args[1]]
	var kept client
	for lines.Scan() {
		var asked ask
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		var err error
		if kept == nil {
			kept, err = make(asked.Endpoint)
		}
		var answer map[string]interface{}
		if err == nil {
			answer, err = perform(kept, asked)
		}
		if err != nil {
			answer = map[string]interface{}{"error": err.Error()}
		}
		json.NewEncoder(os.Stdout).Encode(answer)
	}
}
